"""Recordings from strangers, made safe: checked before they are decoded, and written anew."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import soundfile
from numpy.typing import NDArray

from services.domain import EAR_RATE_HZ, Sound
from services.errors import BadInput, TooLarge, UnsupportedFile
from services.web.pictures import EmptyFile

FORMATS = ("WAV", "WAVEX", "FLAC", "OGG", "MP3")
BEGINNINGS = (b"RIFF", b"fLaC", b"OggS", b"ID3")
MP3_FRAME = 0xFFE0
"""The first eleven bits of an MP3 file that has no tags."""
VOICE_RATE_HZ = 24_000
LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 8_000, 192_000
MOST_CHANNELS = 8
LONGEST_S = 300
BLOCK_S, MARGIN_S = 4, 1
"""Sound is brought to another rate in blocks that overlap, so that an hour of memory is not
needed for five minutes of sound."""


class BrokenSound(BadInput):
    """That recording is damaged or incomplete."""

    code = "broken_sound"


class TooLong(TooLarge):
    """That recording is too long. Five minutes are the most."""

    code = "too_long"


def check_kind(content: bytes) -> None:
    """Whether it is worth decoding. Raises `EmptyFile`, `UnsupportedFile`."""
    if not content:
        raise EmptyFile()
    if not _begins_as_sound(content):
        raise _unsupported()


def sound_from(content: bytes) -> Sound:
    """The recording in a file: mono, at `VOICE_RATE_HZ` or, when it has less, `EAR_RATE_HZ`.

    Native work of up to three seconds, 0.3 for half a minute. Raises the `BadInput` kinds above and
    `UnsupportedFile`.
    """
    check_kind(content)
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            samples, rate_hz = _read(file), int(file.samplerate)
    except (soundfile.SoundFileError, ValueError, TypeError, OSError, MemoryError) as exc:
        raise BrokenSound() from exc
    wanted_hz = VOICE_RATE_HZ if rate_hz >= VOICE_RATE_HZ else EAR_RATE_HZ
    return Sound.from_samples(at_rate(samples, rate_hz, wanted_hz), wanted_hz)


def at_rate(samples: NDArray[np.float32], rate_hz: int, wanted_hz: int) -> NDArray[np.float32]:
    """``(n,)`` at another rate, by cutting or padding the spectrum of each block."""
    if rate_hz == wanted_hz or not len(samples):
        return samples
    margin, padded = MARGIN_S * rate_hz, np.pad(samples, (MARGIN_S * rate_hz,) * 2)
    ease = np.hanning(2 * margin)[:margin]
    blocks = []
    for start in range(0, len(samples), BLOCK_S * rate_hz):
        block = np.zeros((BLOCK_S + 2 * MARGIN_S) * rate_hz)
        piece = padded[start : start + len(block)]
        block[: len(piece)] = piece
        block[:margin] *= ease
        block[-margin:] *= ease[::-1]
        spectrum = np.fft.rfft(block)[: (BLOCK_S + 2 * MARGIN_S) * wanted_hz // 2 + 1]
        changed = np.fft.irfft(spectrum, (BLOCK_S + 2 * MARGIN_S) * wanted_hz)
        blocks.append(changed[MARGIN_S * wanted_hz :][: BLOCK_S * wanted_hz])
    whole = np.concatenate(blocks)[: -(-len(samples) * wanted_hz // rate_hz)]
    resampled: NDArray[np.float32] = (whole * (wanted_hz / rate_hz)).astype(np.float32)
    return resampled


def _begins_as_sound(content: bytes) -> bool:
    first = int.from_bytes(content[:2], "big")
    return content.startswith(BEGINNINGS) or first & MP3_FRAME == MP3_FRAME


def _read(file: soundfile.SoundFile) -> NDArray[np.float32]:
    """``(n,)``: the mean of all channels."""
    if file.format not in FORMATS or not 0 < file.channels <= MOST_CHANNELS:
        raise _unsupported()
    if not LOWEST_RATE_HZ <= file.samplerate <= HIGHEST_RATE_HZ:
        raise _unsupported()
    samples = np.concatenate([np.zeros(0, np.float32), *_blocks(file)])
    if not len(samples):
        raise BrokenSound()
    finite: NDArray[np.float32] = np.nan_to_num(samples, posinf=1.0, neginf=-1.0)
    return finite


def _blocks(file: soundfile.SoundFile) -> Iterator[NDArray[np.float32]]:
    """A second at a time: what a file says about its length may be a lie."""
    for number, block in enumerate(file.blocks(file.samplerate, dtype="float32", always_2d=True)):
        if number >= LONGEST_S:
            raise TooLong()
        yield block.mean(axis=1)


def _unsupported() -> UnsupportedFile:
    return UnsupportedFile("WAV, FLAC, Ogg and MP3 recordings are.")
