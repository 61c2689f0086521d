"""Recordings of a person without their pauses."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from services.contracts import EAR_FRAME_SAMPLES
from services.domain import EAR_RATE_HZ, Sound
from services.providers.voice_activity.silero import Silero

SPEECH = 0.5
AROUND_FRAMES = 5
"""How far pauses beside speech are kept: 0.16 s."""
MAX_S = 60.0
"""More of a recording tells nothing new."""


def speech_only(sounds: Sequence[Sound]) -> Sound:
    """What is said in all of them, one after the other, at `EAR_RATE_HZ`: at most a minute."""
    kept = [_spoken(at_ear_rate(sound)) for sound in sounds]
    samples = np.concatenate([np.zeros(0, np.float32), *kept])
    return Sound.from_samples(samples[: int(MAX_S * EAR_RATE_HZ)], EAR_RATE_HZ)


def at_ear_rate(sound: Sound) -> NDArray[np.float32]:
    """``(n,)`` at `EAR_RATE_HZ`, by cutting or padding the spectrum."""
    samples = sound.samples
    if sound.rate_hz == EAR_RATE_HZ or not len(samples):
        return samples
    wanted = len(samples) * EAR_RATE_HZ // sound.rate_hz
    spectrum = np.fft.rfft(samples)[: wanted // 2 + 1]
    resampled: NDArray[np.float64] = np.fft.irfft(spectrum, wanted) * (wanted / len(samples))
    return resampled.astype(np.float32)


def _spoken(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The frames near to which somebody speaks."""
    count = len(samples) // EAR_FRAME_SAMPLES
    if not count:
        return samples[:0]
    pcm = Sound.from_samples(samples, EAR_RATE_HZ).pcm
    frames = (pcm[2 * EAR_FRAME_SAMPLES * n :][: 2 * EAR_FRAME_SAMPLES] for n in range(count))
    with closing(Silero()) as detector:
        speaks = [detector.probability(frame) > SPEECH for frame in frames]
    near = np.convolve(speaks, np.ones(2 * AROUND_FRAMES + 1))[AROUND_FRAMES:][:count] > 0
    kept: NDArray[np.float32] = samples[: count * EAR_FRAME_SAMPLES].reshape(count, -1)[near]
    return kept.ravel()
