"""Sound files: read, joined with silence between, and written for a fake microphone."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from services.domain import EAR_RATE_HZ, Sound

MICROPHONE_RATE_HZ = 48_000
"""What Chromium opens its fake microphone at; any other rate it converts, and worse."""

BEFORE_FIRST_MS = 5000
FOR_ANSWER_MS = 12_000


@dataclass(frozen=True, slots=True)
class Cue:
    """A clip on a timeline."""

    clip: Sound
    pause_before_ms: int


def read_wav(path: Path) -> Sound:
    """The sound of a PCM16 WAV file; of several channels the first."""
    with wave.open(str(path), "rb") as file:
        assert file.getsampwidth() == 2, f"{path} is not 16-bit"
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return Sound(frames[:: file.getnchannels()].tobytes(), file.getframerate())


def write_wav(to: Path | BinaryIO, sound: Sound) -> None:
    with wave.open(str(to) if isinstance(to, Path) else to, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate_hz)
        file.writeframes(sound.pcm)


def silence(duration_ms: int, rate_hz: int = EAR_RATE_HZ) -> Sound:
    return Sound(bytes(duration_ms * rate_hz // 1000 * 2), rate_hz)


def tone(duration_ms: int, rate_hz: int = EAR_RATE_HZ) -> Sound:
    """What the stub detector of voices takes for one."""
    time_s = np.arange(duration_ms * rate_hz // 1000, dtype=np.float32) / rate_hz
    return Sound.from_samples(0.3 * np.sin(2 * np.pi * 220 * time_s), rate_hz)


def at_rate(sound: Sound, rate_hz: int) -> Sound:
    """The same sound at another rate, by straight lines: speech keeps what an ear model needs."""
    if sound.rate_hz == rate_hz:
        return sound
    samples = sound.samples
    count = round(len(samples) * rate_hz / sound.rate_hz)
    places = np.linspace(0, len(samples) - 1, count)
    values = np.interp(places, np.arange(len(samples)), samples)
    return Sound.from_samples(values.astype(np.float32), rate_hz)


def joined(sounds: Sequence[Sound]) -> Sound:
    """One after another; all at the rate of the first."""
    assert len({sound.rate_hz for sound in sounds}) == 1, "sounds of different rates"
    return Sound(b"".join(sound.pcm for sound in sounds), sounds[0].rate_hz)


def microphone(path: Path, cues: Sequence[Cue], *, tail_ms: int = 60_000) -> Path:
    """A WAV for Chromium's fake microphone: each clip after its pause, then a quiet room."""
    pieces: list[Sound] = []
    for cue in cues:
        pieces.append(silence(cue.pause_before_ms, MICROPHONE_RATE_HZ))
        pieces.append(at_rate(cue.clip, MICROPHONE_RATE_HZ))
    write_wav(path, joined([*pieces, silence(tail_ms, MICROPHONE_RATE_HZ)]))
    return path


def sentences(path: Path, sounds: Sequence[Sound]) -> Path:
    """A WAV for Chromium's fake microphone: each in turn, with time for an answer after it."""
    pauses_ms = [BEFORE_FIRST_MS, *[FOR_ANSWER_MS] * len(sounds)]
    return microphone(path, [Cue(*cue) for cue in zip(sounds, pauses_ms, strict=False)])
