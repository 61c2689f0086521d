"""Speech in a person's likeness, which carries the mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.contracts import Stream, Synthesizer
from services.domain import Speech, Voice, VoiceKind
from services.security.watermark import marked


class MarkedSpeech:
    """Any synthesizer: what it says with a voice that is like somebody's own is marked."""

    def __init__(self, synthesizer: Synthesizer) -> None:
        self._synthesizer = synthesizer
        self.name = synthesizer.name

    def voices(self) -> Sequence[Voice]:
        return self._synthesizer.voices()

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        speech = self._synthesizer.speak(text, voice)
        return speech if voice.kind is VoiceKind.STOCK else _Marked(speech)


class _Marked(Iterator[Speech]):
    """A stream of speech with the mark in every piece."""

    def __init__(self, speech: Stream[Speech]) -> None:
        self._speech = speech

    def __next__(self) -> Speech:
        piece = next(self._speech)
        return replace(piece, sound=marked(piece.sound))

    def close(self) -> None:
        self._speech.close()
