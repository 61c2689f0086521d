"""How a style of Kokoro's sounds to the speaker encoder."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.domain import Sound
from services.providers.speakers.resemblyzer import Resemblyzer
from services.providers.speakers.speech_only import at_ear_rate
from services.providers.speech.kokoro import Kokoro
from services.providers.speech.pronounce import Pronouncer
from services.providers.speech.styles import row
from services.providers.speech.timed_model import RATE_HZ

QUIET = 0.02
"""What is below this share of the peak, at either end, is silence."""

Floats = NDArray[np.floating[Any]]


class Listener:
    """Has voices say sentences, and says how they sounded."""

    def __init__(self, kokoro: Kokoro, encoder: Resemblyzer) -> None:
        self._kokoro = kokoro
        self._encoder = encoder
        self._ids = cache(_ids)

    def heard(self, text: str, style: Floats, shift: Floats, *, british: bool) -> Floats:
        """``(256,)`` of length 1, of the one who says it with a style of ``(510, 256)``, to all of
        which ``shift`` ``(256,)`` is added.
        """
        ids = self._ids(text, british)
        samples = self._kokoro.render_style(ids, row(style, len(ids)) + shift).samples
        loud = np.flatnonzero(np.abs(samples) > QUIET * np.abs(samples).max(initial=0.0))
        spoken = samples[loud[0] : loud[-1] + 1] if len(loud) else samples
        return self._encoder.embedded(at_ear_rate(Sound.from_samples(spoken, RATE_HZ)))


def _ids(text: str, british: bool) -> list[int]:
    return [symbol.id for symbol in Pronouncer(british=british).symbols(text.split())]
