"""Any voice, with the times of its phonemes and words."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from services.contracts import Aligner, Stream, Synthesizer
from services.domain import Speech, Voice
from services.errors import ProviderError

log = logging.getLogger(__name__)


class WithTimes:
    """Another synthesizer, whose speech without times gets them from an aligner."""

    def __init__(self, synthesizer: Synthesizer, aligner: Aligner) -> None:
        self.name = synthesizer.name
        self._synthesizer = synthesizer
        self._aligner = aligner

    def voices(self) -> Sequence[Voice]:
        return self._synthesizer.voices()

    def speak(self, text: str, voice: Voice) -> StreamWithTimes:
        return StreamWithTimes(self._synthesizer.speak(text, voice), self._aligner)


class StreamWithTimes(Iterator[Speech]):
    """What comes with phonemes or characters passes as it is, and so does what cannot be aligned:
    a mouth moved by letters is better than silence.
    """

    def __init__(self, stream: Stream[Speech], aligner: Aligner) -> None:
        self._stream = stream
        self._aligner = aligner

    def __next__(self) -> Speech:
        speech = next(self._stream)
        if speech.phonemes or speech.characters:
            return speech
        try:
            aligned = self._aligner.align(speech.text, speech.sound)
            return aligned if aligned.phonemes else speech
        except ProviderError as exc:
            log.warning("speech goes without times", extra={"detail": exc.detail})
            return speech

    def close(self) -> None:
        self._stream.close()
