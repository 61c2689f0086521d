"""Log-mel features as Whisper takes them, in numpy.

Source: https://github.com/openai/whisper/blob/main/whisper/audio.py
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from services.domain import EAR_RATE_HZ

WINDOW_SAMPLES = 400
HOP_SAMPLES = 160
BANDS = 80
FLOOR = 1e-10
RANGE_DECADES = 8.0

LINEAR_HZ_PER_MEL = 200 / 3
LOG_FROM_HZ, LOG_FROM_MEL = 1000.0, 15.0
LOG_STEP = np.log(6.4) / 27
"""Slaney's mel scale: linear to 1 kHz, logarithmic above."""


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """``(80, n / 160) float32``, about -1 to 1, of ``(n,)`` samples at `EAR_RATE_HZ`."""
    padded = np.pad(samples.astype(np.float64), WINDOW_SAMPLES // 2, mode="reflect")
    windows = sliding_window_view(padded, WINDOW_SAMPLES)[:-1:HOP_SAMPLES]
    hann = np.hanning(WINDOW_SAMPLES + 1)[:-1]
    power = np.abs(np.fft.rfft(windows * hann)) ** 2
    levels = np.log10(np.maximum(power @ _mel_filters(), FLOOR)).T
    levels = np.maximum(levels, levels.max() - RANGE_DECADES)
    features: NDArray[np.float32] = ((levels + 4) / 4).astype(np.float32)
    return features


def normalised(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """With zero mean and unit variance."""
    scaled: NDArray[np.float32] = (samples - samples.mean()) / np.sqrt(samples.var() + 1e-7)
    return scaled


@cache
def _mel_filters() -> NDArray[np.float64]:
    """``(201, 80)``: triangles of equal area, evenly apart in mel."""
    nyquist_hz = EAR_RATE_HZ / 2
    top_mel = LOG_FROM_MEL + np.log(nyquist_hz / LOG_FROM_HZ) / LOG_STEP
    edges_hz = _mel_to_hz(np.linspace(0, top_mel, BANDS + 2))
    bins_hz = np.linspace(0, nyquist_hz, WINDOW_SAMPLES // 2 + 1)
    low, middle, high = edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]
    rising = (bins_hz[:, None] - low) / (middle - low)
    falling = (high - bins_hz[:, None]) / (high - middle)
    triangles: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling))
    return triangles * (2 / (high - low))


def _mel_to_hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    logarithmic = LOG_FROM_HZ * np.exp(LOG_STEP * (mels - LOG_FROM_MEL))
    return np.where(mels < LOG_FROM_MEL, mels * LINEAR_HZ_PER_MEL, logarithmic)
