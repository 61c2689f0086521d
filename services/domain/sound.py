"""Sound, as samples and as a file."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EAR_RATE_HZ = 16_000
"""Rate of all sound that comes from a microphone."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of mono sound."""

    pcm: bytes
    """PCM16LE."""
    rate_hz: int

    @property
    def duration_ms(self) -> float:
        return 500 * len(self.pcm) / self.rate_hz

    @property
    def samples(self) -> NDArray[np.float32]:
        """``(n,) float32 in [-1, 1)``."""
        return np.frombuffer(self.pcm, "<i2").astype(np.float32) / 32768

    @property
    def wav(self) -> bytes:
        """As a file."""
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(self.rate_hz)
            sound.writeframes(self.pcm)
        return file.getvalue()

    @classmethod
    def joined(cls, sounds: Iterable[Sound]) -> Sound:
        """One after the other. Raises `ValueError` for none, and for different rates."""
        parts = list(sounds)
        rates = {sound.rate_hz for sound in parts}
        if len(rates) != 1:
            raise ValueError(f"sounds of {sorted(rates)} Hz cannot be joined")
        return cls(b"".join(sound.pcm for sound in parts), rates.pop())

    @classmethod
    def from_samples(cls, samples: NDArray[np.float32], rate_hz: int) -> Sound:
        """From ``(n,) float32``; values outside [-1, 1] are clipped."""
        scaled = (np.clip(samples, -1, 1) * 32767).astype("<i2")
        return cls(scaled.tobytes(), rate_hz)
