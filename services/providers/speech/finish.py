"""From a model's raw output to sound that can be played back to back with its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.domain import Sound
from services.providers.speech.timed_model import RATE_HZ

QUIET = 0.02
"""What is below this share of the peak, at either end, is silence."""
LEAD_IN_MS = 25
FADE_IN_MS = 5
FADE_OUT_MS = 40
FRAME_MS = 20
TARGET_RMS = 0.1
"""-20 dBFS over the frames that hold speech."""
ACTIVE = 0.1
"""A frame holds speech from this share of the loudest frame's RMS on."""
PEAK_LIMIT = 0.95
PAUSES_MS = {".": 120, "!": 120, "?": 120, "…": 160, ",": 60, ";": 90, ":": 90, "—": 60}
NO_PAUSE_MS = 40
"""For a piece that ends in the middle of a clause."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Levelled sound between short silences."""

    sound: Sound
    offset_ms: float
    """How much was taken from the start."""
    voiced_ms: float
    """Where the pause at the end begins."""


def finish(samples: NDArray[np.float32], last_mark: str) -> Finished:
    """The speech in ``(n,) float32``, followed by the pause that its last mark asks for."""
    start, end = _bounds(samples)
    speech = samples[start:end] * _gain(samples[start:end])
    _fade(speech)
    pause = np.zeros(_count(PAUSES_MS.get(last_mark, NO_PAUSE_MS) - FADE_OUT_MS), np.float32)
    return Finished(
        sound=Sound.from_samples(np.concatenate([speech, pause]), RATE_HZ),
        offset_ms=start * 1000 / RATE_HZ,
        voiced_ms=len(speech) * 1000 / RATE_HZ,
    )


def silence(duration_ms: int) -> Sound:
    return Sound(bytes(2 * _count(duration_ms)), RATE_HZ)


def _bounds(samples: NDArray[np.float32]) -> tuple[int, int]:
    loudness = np.abs(samples)
    loud = np.flatnonzero(loudness > QUIET * loudness.max(initial=0.0))
    if not len(loud):
        return 0, len(samples)
    return (
        max(0, int(loud[0]) - _count(LEAD_IN_MS)),
        min(len(samples), int(loud[-1]) + _count(FADE_OUT_MS)),
    )


def _gain(speech: NDArray[np.float32]) -> float:
    frame = _count(FRAME_MS)
    frames = speech[: len(speech) // frame * frame].reshape(-1, frame)
    rms = np.sqrt(np.mean(frames**2, axis=1))
    active = rms[rms > ACTIVE * rms.max(initial=0.0)]
    if not len(active):
        return 1.0
    level = float(np.sqrt(np.mean(active**2)))
    return min(TARGET_RMS / level, PEAK_LIMIT / float(np.abs(speech).max()))


def _fade(speech: NDArray[np.float32]) -> None:
    """Ease both ends in place, so that nothing clicks."""
    fade_in, fade_out = (min(_count(ms), len(speech) // 2) for ms in (FADE_IN_MS, FADE_OUT_MS))
    speech[:fade_in] *= np.linspace(0, 1, fade_in, dtype=np.float32)
    speech[len(speech) - fade_out :] *= np.linspace(1, 0, fade_out, dtype=np.float32)


def _count(duration_ms: float) -> int:
    return int(duration_ms * RATE_HZ / 1000)
