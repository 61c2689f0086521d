"""How well a mouth goes with a sound, and how late it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.domain import Sound

STEP_MS = 10
SMOOTHED_STEPS = 13
"""A syllable is followed, a single swing of the vocal folds is not."""
FURTHEST_STEPS = 30

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    correlation: float
    mouth_late_ms: int


def loudness(sound: Sound) -> Curve:
    """``(steps,)`` of `STEP_MS`: how loud it sounds to an ear, about the root of its amplitude."""
    size = sound.rate_hz * STEP_MS // 1000
    samples = sound.samples
    steps = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    level: Curve = np.mean(steps**2, axis=1) ** 0.25
    return level


def fit(heard: Curve, at_ms: Curve, opened: Curve) -> Fit:
    """What `loudness` gives, with how far a mouth is open at some times: both smoothed alike, with
    the silence around, at the shift where they correlate most.
    """
    times_ms = (np.arange(-FURTHEST_STEPS, len(heard) + FURTHEST_STEPS) + 0.5) * STEP_MS
    mouth = _smoothed(np.interp(times_ms, at_ms, opened))
    sound = _smoothed(np.pad(heard, FURTHEST_STEPS))
    shifts = range(-FURTHEST_STEPS, FURTHEST_STEPS + 1)
    found = {shift: _correlation(sound, mouth, shift) for shift in shifts}
    best = max(found, key=lambda shift: found[shift])
    return Fit(found[best], best * STEP_MS)


def _correlation(heard: Curve, opened: Curve, late: int) -> float:
    """Of the sound with a mouth that is ``late`` steps behind it."""
    first, second = (heard, opened) if late >= 0 else (opened, heard)
    overlap = len(first) - abs(late)
    return float(np.corrcoef(first[:overlap], second[len(second) - overlap :])[0, 1])


def _smoothed(curve: Curve) -> Curve:
    window = np.hanning(SMOOTHED_STEPS + 2)[1:-1]
    return np.convolve(curve, window / window.sum(), "same")
