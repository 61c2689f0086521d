"""Log-mel features as Whisper takes them, in numpy.

Source: https://github.com/openai/whisper/blob/main/whisper/audio.py
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from services.providers.mel import HOP_SAMPLES, WINDOW_SAMPLES, filters

BANDS = 80
FLOOR = 1e-10
RANGE_DECADES = 8.0


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """``(80, n / 160) float32``, about -1 to 1, of ``(n,)`` samples at `EAR_RATE_HZ`."""
    padded = np.pad(samples.astype(np.float64), WINDOW_SAMPLES // 2, mode="reflect")
    windows = sliding_window_view(padded, WINDOW_SAMPLES)[:-1:HOP_SAMPLES]
    hann = np.hanning(WINDOW_SAMPLES + 1)[:-1]
    power = np.abs(np.fft.rfft(windows * hann)) ** 2
    levels = np.log10(np.maximum(power @ filters(BANDS), FLOOR)).T
    levels = np.maximum(levels, levels.max() - RANGE_DECADES)
    features: NDArray[np.float32] = ((levels + 4) / 4).astype(np.float32)
    return features


def normalised(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """With zero mean and unit variance."""
    scaled: NDArray[np.float32] = (samples - samples.mean()) / np.sqrt(samples.var() + 1e-7)
    return scaled
