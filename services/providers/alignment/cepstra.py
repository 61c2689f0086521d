"""What a sound is like, frame by frame, whoever speaks."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

FRAME_MS = 25
BANDS = 26
COEFFICIENTS = 13
RANGE_HZ = (80.0, 7600.0)
EMPHASIS = 0.97
CHANGE = 2.0
"""How much the change of each coefficient counts beside its value."""
LOUDNESS = 0.5
"""How much the first coefficient counts: voices differ most in loudness."""
FLOOR = 1e-6
"""Of the loudest frame: quieter than this is silence."""

Floats = NDArray[np.float32]


def cepstra(samples: Floats, rate_hz: int, hop_ms: float) -> Floats:
    """``(frames, 2 * COEFFICIENTS)``: mel cepstra and their changes, each of zero mean and unit
    variance over the sound.

    ``samples`` are ``(n,)`` at any rate from 16 kHz; a frame is centred at each ``hop_ms``.
    """
    size = int(rate_hz * FRAME_MS / 1000)
    emphasised = np.append(samples[:1], samples[1:] - EMPHASIS * samples[:-1])
    padded = np.pad(emphasised, size // 2)
    count = max(1, int(len(samples) / rate_hz * 1000 / hop_ms))
    starts = (np.arange(count) * hop_ms * rate_hz / 1000).astype(int)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[starts]
    fft_size = 1 << (size - 1).bit_length()
    windowed = frames * np.hamming(size).astype(np.float32)
    power = np.abs(np.fft.rfft(windowed, fft_size)) ** 2
    bands = power @ _filters(rate_hz, fft_size).T
    log_bands = np.log(bands + FLOOR * bands.max(initial=FLOOR))
    values = log_bands @ _cosines().T
    values[:, 0] *= LOUDNESS
    changes = np.gradient(values, axis=0) if count > 1 else np.zeros_like(values)
    both = np.hstack([values, CHANGE * changes])
    normal: Floats = ((both - both.mean(0)) / (both.std(0) + FLOOR)).astype(np.float32)
    return normal


@cache
def _filters(rate_hz: int, fft_size: int) -> NDArray[np.float64]:
    """``(BANDS, fft_size // 2 + 1)``: triangles that are equally wide in mel."""
    low, high = (_mel(hz) for hz in RANGE_HZ)
    edges_hz = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    bins_hz = np.fft.rfftfreq(fft_size, 1 / rate_hz)
    left, middle, right = (edges_hz[i : i + BANDS, None] for i in range(3))
    rising = (bins_hz - left) / (middle - left)
    falling = (right - bins_hz) / (right - middle)
    return np.maximum(0.0, np.minimum(rising, falling))


def _mel(hz: float) -> float:
    """Source: O'Shaughnessy, Speech Communication, 1987."""
    return float(2595 * np.log10(1 + hz / 700))


@cache
def _cosines() -> NDArray[np.float64]:
    """``(COEFFICIENTS, BANDS)``: the first rows of a discrete cosine transform."""
    angles = np.pi / BANDS * (np.arange(BANDS) + 0.5)
    return np.cos(np.arange(COEFFICIENTS)[:, None] * angles)
