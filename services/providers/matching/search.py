"""The search for a style that sounds like one person, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from services.providers.matching.guide import Guide
from services.providers.matching.style_space import StyleSpace
from services.providers.speech.styles import NAMES, NUMBERS, Mix

TRIED = "I was thinking about the garden you showed me yesterday."
UNTRIED = "She bought a bright yellow umbrella, because the forecast promised heavy rain."
"""Said at the end, to judge the voices by what they were not chosen for."""
JUDGEMENTS = 2

Floats = NDArray[np.floating[Any]]


class StyleListening(Protocol):
    """`services.providers.matching.likeness.Listener`, or what hears as well."""

    def heard(self, text: str, style: Floats, shift: Floats, *, british: bool) -> Floats: ...


class Search:
    """First `meet` the voices, then `explore`, then `judge`. Each yields once a step."""

    def __init__(
        self, listener: StyleListening, voices: Mapping[str, Floats], person: Floats, *, seed: int
    ) -> None:
        """``voices`` are styles by name; ``person`` ``(256,)`` is how the encoder hears them."""
        self._listener = listener
        self._voices = voices
        self._person = person
        self._middles = {name: voice.mean(axis=0) for name, voice in voices.items()}
        self._space = StyleSpace(np.stack(list(self._middles.values())))
        self._guide = Guide(person, seed=seed)
        self._name = next(iter(voices))
        self._shift = np.zeros(NUMBERS, np.float32)
        self.nearest = self.similarity = 0.0
        """Of the nearest voice and of the best style: to the person, as the encoder hears it."""

    @property
    def mix(self) -> Mix:
        """What was found."""
        return Mix(np.array([name == self._name for name in NAMES], np.float32), self._shift)

    def meet(self) -> Iterator[None]:
        """Every voice says the sentence."""
        for name, middle in self._middles.items():
            likeness = self._try(name, self._space.point(middle))
            if likeness > self.nearest:
                self._name, self.nearest = name, likeness
            yield

    def explore(self, trials: int) -> Iterator[None]:
        """Voices between and beyond these say it, and the likely best is kept."""
        for trial in range(trials):
            self._try(self._name, self._guide.next(trial / trials))
            yield
        if trials:
            self._shift = self._step(self._name, self._guide.best(len(self._voices)))

    def judge(self) -> Iterator[None]:
        """The nearest and the best say another sentence; the nearest is kept if it is the best."""
        self.nearest = self._likeness(UNTRIED, np.zeros_like(self._shift))
        yield
        self.similarity = self._likeness(UNTRIED, self._shift)
        if self.similarity < self.nearest:
            self._shift = np.zeros_like(self._shift)
            self.similarity = self.nearest
        yield

    def _try(self, name: str, point: Floats) -> float:
        """How like the person a voice is, once moved to the point; the guide learns from it."""
        heard = self._heard(TRIED, name, self._step(name, point))
        self._guide.tell(point, heard)
        likeness = float(heard @ self._person)
        self.similarity = max(self.similarity, likeness)
        return likeness

    def _likeness(self, text: str, shift: Floats) -> float:
        return float(self._heard(text, self._name, shift) @ self._person)

    def _heard(self, text: str, name: str, shift: Floats) -> Floats:
        british = name.startswith("b")
        return self._listener.heard(text, self._voices[name], shift, british=british)

    def _step(self, name: str, point: Floats) -> NDArray[np.float32]:
        start = self._space.point(self._middles[name])
        return self._space.step(start, point).astype(np.float32)
