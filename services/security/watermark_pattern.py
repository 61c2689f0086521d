"""The noise that is the mark, and sound cut into the short spectra in which it is put."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

SEED = 0x56495341
MIN_HZ, MAX_HZ = 1000, 7000
"""Below lies most of the energy of speech; of what is above, MP3 and 16 kHz leave nothing."""
MIN_HOPS_PER_S = 100
SMOOTHED_BINS = 7
"""Of 50 Hz: about what the ear takes together."""

Floats = NDArray[np.float64]
Spectra = NDArray[np.complex128]


@cache
def hop(rate_hz: int) -> int:
    """The samples from one short spectrum to the next: about 10 ms, a whole number a second."""
    return max(n for n in range(1, rate_hz // MIN_HOPS_PER_S + 1) if rate_hz % n == 0)


@cache
def lines(rate_hz: int) -> tuple[slice, Spectra]:
    """Which whole hertz the mark consists of, and its phase at each, as numbers of size 1."""
    phases = np.random.default_rng(SEED).uniform(0, 2 * np.pi, MAX_HZ - MIN_HZ)
    highest = min(MAX_HZ, rate_hz // 2)
    return slice(MIN_HZ, highest), np.exp(1j * phases[: highest - MIN_HZ])


@cache
def pattern(rate_hz: int) -> Spectra:
    """The short spectra of one second of the mark, which repeats; about 1 in size."""
    where, phases = lines(rate_hz)
    spectrum = np.zeros(rate_hz // 2 + 1, np.complex128)
    spectrum[where] = phases
    second = np.fft.irfft(spectrum, rate_hz)
    step = hop(rate_hz)
    repeating = short_spectra(np.tile(second, 3), step)[rate_hz // step : 2 * rate_hz // step]
    inside = np.abs(repeating[:, np.r_[where] * 2 * step // rate_hz])
    scaled: Spectra = repeating / np.sqrt(np.mean(inside**2))
    return scaled


def short_spectra(samples: Floats, step: int) -> Spectra:
    """``(n / step + 1, step + 1)``: of windows that overlap by half and reach over both ends."""
    whole = -(-len(samples) // step) * step
    padded = np.pad(samples, (step, step + whole - len(samples)))
    windows = sliding_window_view(padded, 2 * step)[::step]
    spectra: Spectra = np.fft.rfft(windows * _window(step))
    return spectra


def joined(spectra: Spectra, step: int) -> Floats:
    """The samples that have these short spectra, up to a whole step: undoes `short_spectra`."""
    windows = np.fft.irfft(spectra, 2 * step) * _window(step)
    samples: Floats = (windows[:-1, step:] + windows[1:, :step]).ravel()
    return samples


def loudness(spectra: Spectra) -> Floats:
    """The size of each number together with its neighbours in frequency: their RMS."""
    half = SMOOTHED_BINS // 2
    power = np.pad(spectra.real**2 + spectra.imag**2, ((0, 0), (half + 1, half)), "edge")
    sums = np.cumsum(power, axis=1)
    mean = (sums[:, SMOOTHED_BINS:] - sums[:, :-SMOOTHED_BINS]) / SMOOTHED_BINS
    rms: Floats = np.sqrt(np.maximum(mean, 0))
    return rms


def _window(step: int) -> Floats:
    """Its squares, added up at every step, are 1."""
    window: Floats = np.sin(np.pi * (np.arange(2 * step) + 0.5) / (2 * step))
    return window
