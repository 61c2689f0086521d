"""Speech on this machine, with no key and no network."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Protocol

import onnxruntime as ort
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, RuntimeException

from services.domain import Speech, Timed, Voice
from services.engine import weights
from services.errors import ConfigError, ProviderRefused, ProviderUnavailable
from services.providers.speech import timed_model
from services.providers.speech.finish import finish, silence
from services.providers.speech.hibari import Hibari
from services.providers.speech.kokoro import Kokoro
from services.providers.speech.pronounce import Pronouncer, Symbol
from services.providers.speech.text.pieces import pieces
from services.providers.speech.text.spoken_text import SpokenWord, spoken_words
from services.providers.speech.timed_model import Rendering
from services.providers.speech.timing import phoneme_times, word_times
from services.settings import Settings

MAX_SYMBOLS = 400
"""Both families were trained on at most 510 at a time."""
UNSPOKEN_MS = 20
"""What a text without a sound lasts."""
WARM_UP = "Visavis says these words to nobody, because the first ones of a process are slow."
"""Long enough to grow the buffers, with one word that is in no dictionary."""

log = logging.getLogger(__name__)


class Family(Protocol):
    """A kind of model, with voices of its own."""

    family: str
    max_chars: int
    """Longest piece, so that its sound does not keep a listener waiting."""

    def voices(self) -> Sequence[Voice]: ...

    def is_british(self, voice: Voice) -> bool: ...

    def render(self, ids: Sequence[int], voice: Voice, options: ort.RunOptions) -> Rendering: ...


class EmbeddedSpeech:
    """Hibari's voice at once, and Kokoro's when their weights are there."""

    name = "embedded"

    def __init__(self, families: Sequence[Family]) -> None:
        self._families = {family.family: family for family in families}
        self._voices = {voice.id: voice for family in families for voice in family.voices()}
        self._pronouncer = cache(lambda british: Pronouncer(british=british))
        for _ in self.speak(WARM_UP, self.voices()[0]):
            pass

    @classmethod
    def from_settings(cls, settings: Settings) -> EmbeddedSpeech:
        families: list[Family] = [Hibari()]
        try:
            model = weights.folder(settings.weights_dir, "kokoro-82m-int8") / "model.onnx"
            styles = weights.folder(settings.weights_dir, "kokoro-voices")
        except ConfigError as exc:
            log.info("only the small voices can speak", extra={"detail": exc.detail})
            return cls(families)
        return cls([*families, Kokoro(model, styles)])

    def voices(self) -> Sequence[Voice]:
        return tuple(self._voices.values())

    def speak(self, text: str, voice: Voice) -> SpeechStream:
        """One piece a sentence, or a part of a long one. Raises `ProviderRefused` for a voice that
        is neither one of `voices` nor a matched one.
        """
        model = self._model(voice)
        return SpeechStream(
            pieces(spoken_words(text), model.max_chars),
            partial(self._say, model, voice),
        )

    def _model(self, voice: Voice) -> Family:
        """Kokoro's for whatever has a style."""
        known = voice.style or voice.id in self._voices
        family = Kokoro.family if voice.style else voice.id.partition("/")[0]
        if not known or family not in self._families:
            raise ProviderRefused(f"there is no voice {voice.id!r}", provider=self.name)
        return self._families[family]

    def _say(
        self, model: Family, voice: Voice, words: Sequence[SpokenWord], options: ort.RunOptions
    ) -> Speech:
        written = [word.written for word in words]
        symbols = self._pronouncer(model.is_british(voice)).symbols([word.spoken for word in words])
        if not symbols or not any(word.sounds for word in words):
            return _unspoken(written)
        rendering = _render(model, symbols, voice, options)
        finished = finish(rendering.samples, _last_mark(words))
        edges_ms = rendering.edges_ms - finished.offset_ms
        return Speech(
            text=" ".join(written),
            sound=finished.sound,
            phonemes=phoneme_times(symbols, edges_ms, finished.voiced_ms),
            words=word_times(written, symbols, edges_ms, finished.voiced_ms),
        )


class SpeechStream(Iterator[Speech]):
    """Pieces of speech, each made when it is asked for; closing it stops the model as well."""

    def __init__(
        self,
        pieces: Iterator[Sequence[SpokenWord]],
        say: Callable[[Sequence[SpokenWord], ort.RunOptions], Speech],
    ) -> None:
        self._pieces = pieces
        self._say = say
        self._options = ort.RunOptions()
        self._closed = False

    def __next__(self) -> Speech:
        if self._closed:
            raise StopIteration
        try:
            speech = self._say(next(self._pieces), self._options)
        except (Fail, RuntimeException) as exc:
            if self._closed:
                raise StopIteration from exc
            raise ProviderUnavailable(str(exc), provider=EmbeddedSpeech.name) from exc
        if self._closed:
            raise StopIteration
        return speech

    def close(self) -> None:
        self._closed = True
        self._options.terminate = True


def _render(
    model: Family, symbols: Sequence[Symbol], voice: Voice, options: ort.RunOptions
) -> Rendering:
    """All symbols as one sound, also when they are more than the model takes at a time."""
    parts = []
    for start in range(0, len(symbols), MAX_SYMBOLS):
        ids = [symbol.id for symbol in symbols[start : start + MAX_SYMBOLS]]
        parts.append(model.render(ids, voice, options))
    if len(parts) == 1:
        return parts[0]
    return timed_model.joined(parts)


def _last_mark(words: Sequence[SpokenWord]) -> str:
    return next(word.spoken[-1] for word in reversed(words) if word.sounds)


def _unspoken(written: Sequence[str]) -> Speech:
    words = tuple(Timed(0, 0, text) for text in written)
    return Speech(" ".join(written), silence(UNSPOKEN_MS), words=words)
