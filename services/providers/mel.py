"""Mel filters for windows of 25 ms at `EAR_RATE_HZ`."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from services.domain import EAR_RATE_HZ

WINDOW_SAMPLES = 400
HOP_SAMPLES = 160

LINEAR_HZ_PER_MEL = 200 / 3
LOG_FROM_HZ, LOG_FROM_MEL = 1000.0, 15.0
LOG_STEP = np.log(6.4) / 27
"""Slaney's mel scale: linear to 1 kHz, logarithmic above."""


@cache
def filters(bands: int) -> NDArray[np.float64]:
    """``(201, bands)``: triangles of equal area, evenly apart in mel."""
    nyquist_hz = EAR_RATE_HZ / 2
    top_mel = LOG_FROM_MEL + np.log(nyquist_hz / LOG_FROM_HZ) / LOG_STEP
    edges_hz = _mel_to_hz(np.linspace(0, top_mel, bands + 2))
    bins_hz = np.linspace(0, nyquist_hz, WINDOW_SAMPLES // 2 + 1)
    low, middle, high = edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]
    rising = (bins_hz[:, None] - low) / (middle - low)
    falling = (high - bins_hz[:, None]) / (high - middle)
    triangles: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling))
    return triangles * (2 / (high - low))


def _mel_to_hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    logarithmic = LOG_FROM_HZ * np.exp(LOG_STEP * (mels - LOG_FROM_MEL))
    return np.where(mels < LOG_FROM_MEL, mels * LINEAR_HZ_PER_MEL, logarithmic)
