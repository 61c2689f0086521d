"""Sound for vendors that must say something."""

from __future__ import annotations

import io
import wave

import numpy as np

from services.domain import Sound

RATE_HZ = 24_000
LETTER_MS = 60


def spoken(text: str) -> Sound:
    """A tone, 60 ms for each letter, falling silent between words."""
    lengths = [(RATE_HZ * LETTER_MS // 1000) for _ in text]
    loud = np.repeat([0.0 if letter.isspace() else 0.3 for letter in text], lengths)
    time_s = np.arange(sum(lengths)) / RATE_HZ
    return Sound.from_samples((loud * np.sin(2 * np.pi * 220 * time_s)).astype(np.float32), RATE_HZ)


def seconds_of(wav: bytes) -> float:
    """How long a file sounds. Raises `wave.Error` for anything but 16 kHz mono."""
    with wave.open(io.BytesIO(wav)) as sound:
        if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (16_000, 1, 2):
            raise wave.Error("not 16 kHz mono PCM16")
        return sound.getnframes() / 16_000
