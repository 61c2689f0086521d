"""Tells speakers apart, with the Resemblyzer encoder in numpy.

Source: https://github.com/resemble-ai/Resemblyzer (Apache-2.0)
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from services.domain import Sound
from services.engine import weights
from services.errors import TooLittleSpeech
from services.providers.mel import HOP_SAMPLES, WINDOW_SAMPLES, filters
from services.providers.speakers.speech_only import speech_only
from services.settings import Settings

BANDS, LAYERS, UNITS = 40, 3, 256
PARTIAL_FRAMES, PARTIAL_STEP = 160, 80
"""The network hears 1.6 s at a time, each half over the one before."""
QUIET_RMS = 10 ** (-30 / 20)
"""What is softer is made as loud as this."""
MIN_S = 1.5

Floats = NDArray[np.float32]


class Resemblyzer:
    """About 20 ms a second of speech on one thread; may be called from many."""

    name = "embedded"

    def __init__(self, network: Path) -> None:
        with np.load(network) as arrays:
            self._layers = [_layer(arrays, number) for number in range(LAYERS)]
            self._last = arrays["linear.weight"].T.copy(), arrays["linear.bias"]

    @classmethod
    def from_settings(cls, settings: Settings) -> Resemblyzer:
        return cls(weights.folder(settings.weights_dir, "resemblyzer") / "encoder.npz")

    def embed(self, sound: Sound) -> bytes:
        speech = speech_only([sound])
        if speech.duration_ms < MIN_S * 1000:
            raise TooLittleSpeech(f"It has {speech.duration_ms / 1000:.1f} s.")
        return self.embedded(speech.samples).tobytes()

    def similarity(self, first: Sound, second: Sound) -> float:
        one, other = (np.frombuffer(self.embed(sound), np.float32) for sound in (first, second))
        return float(one @ other)

    def embedded(self, samples: Floats) -> Floats:
        """``(256,)`` of length 1, all positive, of ``(n,)`` at `EAR_RATE_HZ`, pauses and all."""
        loudness = float(np.sqrt(np.mean(samples**2))) + 1e-9
        mel = _mel(samples * max(1.0, QUIET_RMS / loudness))
        mel = np.pad(mel, ((0, max(0, PARTIAL_FRAMES - len(mel))), (0, 0)))
        partials = sliding_window_view(mel, PARTIAL_FRAMES, axis=0)[::PARTIAL_STEP]
        return _unit(self._run(partials.transpose(2, 0, 1)).mean(axis=0))

    def _run(self, steps: Floats) -> Floats:
        """``(n, 256)`` of ``(160, n, 40)``: one embedding for each partial."""
        for into, again, bias in self._layers:
            steps = _lstm(steps @ into + bias, again)
        weight, bias = self._last
        return _unit(np.maximum(steps[-1] @ weight + bias, 0))


def _layer(arrays: np.lib.npyio.NpzFile, number: int) -> tuple[Floats, Floats, Floats]:
    """What a layer does to its input, to its last output, and in any case."""
    into, again, bias, more_bias = (
        arrays[f"lstm.{name}_l{number}"]
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    return into.T.copy(), again.T.copy(), bias + more_bias


def _lstm(inputs: Floats, again: Floats) -> Floats:
    """``(steps, n, 256)`` of what goes to the gates, ``(steps, n, 1024)``, in PyTorch's order."""
    output = cell = np.zeros((inputs.shape[1], UNITS), np.float32)
    outputs = np.empty((*inputs.shape[:2], UNITS), np.float32)
    for step, given in enumerate(inputs):
        gates = given + output @ again
        take, keep, new, show = np.split(gates, 4, axis=1)
        cell = _sigmoid(keep) * cell + _sigmoid(take) * np.tanh(new)
        output = outputs[step] = _sigmoid(show) * np.tanh(cell)
    return outputs


def _sigmoid(values: Floats) -> Floats:
    result: Floats = 0.5 + 0.5 * np.tanh(0.5 * values)
    return result


def _unit(vectors: Floats) -> Floats:
    result: Floats = vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)
    return result.astype(np.float32)


def _mel(samples: Floats) -> Floats:
    """``(n / 160, 40)`` mel energies, not in decibels."""
    windows = sliding_window_view(np.pad(samples, WINDOW_SAMPLES // 2), WINDOW_SAMPLES)
    hann = np.hanning(WINDOW_SAMPLES + 1)[:-1]
    power = np.abs(np.fft.rfft(windows[::HOP_SAMPLES] * hann)) ** 2
    mel: Floats = (power @ filters(BANDS)).astype(np.float32)
    return mel
