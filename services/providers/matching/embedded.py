"""A voice like a person's own, on this machine: the nearest of Kokoro's, moved towards theirs.

Nothing is learnt from the samples but how the speaker encoder hears them, so this is a match and
no copy. `benchmarks.matching` measures it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from itertools import chain
from pathlib import Path

from services.domain import Matching, Sound
from services.engine import weights
from services.errors import TooLittleSpeech
from services.providers.matching.likeness import Listener
from services.providers.matching.search import JUDGEMENTS, Search
from services.providers.speakers.resemblyzer import Resemblyzer
from services.providers.speakers.speech_only import speech_only
from services.providers.speech.kokoro import Kokoro
from services.providers.speech.styles import NAMES, Styles
from services.settings import Settings

MIN_S = 15
"""From less, what is said counts more than who says it."""
TRIALS = 120


class EmbeddedMatcher:
    """Takes 0.5 GB more while it searches."""

    name = "embedded"

    def __init__(
        self,
        encoder: Resemblyzer,
        model: Path,
        styles: Path,
        *,
        trials: int = TRIALS,
        voices: Sequence[str] = NAMES,
        seed: int = 0,
    ) -> None:
        """``voices`` are the ones to start from."""
        self._encoder = encoder
        self._model = model
        self._styles = styles
        self._trials = trials
        self._voices = voices
        self._seed = seed

    @classmethod
    def from_settings(cls, settings: Settings) -> EmbeddedMatcher:
        return cls(
            Resemblyzer.from_settings(settings),
            weights.folder(settings.weights_dir, "kokoro-82m-int8") / "model.onnx",
            weights.folder(settings.weights_dir, "kokoro-voices"),
        )

    def match(self, samples: Sequence[Sound]) -> Generator[Matching, None, None]:
        """An item for each style that was tried, about one a second."""
        speech = speech_only(samples)
        if speech.duration_ms < MIN_S * 1000:
            raise TooLittleSpeech(f"It has {speech.duration_ms / 1000:.0f} s.")
        person = self._encoder.embedded(speech.samples)
        listener = Listener(Kokoro(self._model, self._styles), self._encoder)
        styles = Styles(self._styles)
        voices = {name: styles.named(name) for name in self._voices}
        search = Search(listener, voices, person, seed=self._seed)
        began_s, steps = time.monotonic(), len(voices) + self._trials + JUDGEMENTS
        each = chain(search.meet(), search.explore(self._trials), search.judge())
        for step, _ in enumerate(each, start=1):
            yield Matching(
                done=step / steps,
                left_s=(time.monotonic() - began_s) / step * (steps - step),
                similarity=search.similarity,
                nearest=search.nearest,
                style=bytes(search.mix) if step == steps else b"",
            )
