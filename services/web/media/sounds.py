"""Recordings from strangers, made safe: checked before they are decoded, and written anew."""

from __future__ import annotations

import io
from collections.abc import Iterator

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from services.domain import EAR_RATE_HZ, Sound
from services.errors import BadInput, TooLarge, UnsupportedFile
from services.web.media.pictures import EmptyFile

OPTIONS = {
    "format_whitelist": "wav,flac,ogg,mp3,aac,mov,matroska",
    "protocol_whitelist": "",
    "threads": "1",
}
"""Playlists and what else may name other files are not opened. Source: FFmpeg's formats manual."""
BEGINNINGS = (b"RIFF", b"fLaC", b"OggS", b"ID3", b"\x1aE\xdf\xa3")
MP4_BRAND = b"ftyp"
"""At the fifth byte of MP4, M4A and QuickTime."""
MPEG_FRAME = 0xFFE0
"""The first eleven bits of an MP3 or AAC file that has no tags."""
VOICE_RATE_HZ = 24_000
MIN_RATE_HZ, MAX_RATE_HZ = 8_000, 192_000
MAX_CHANNELS = 8
MAX_S = 300


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
    """What is heard in a file: mono, at `VOICE_RATE_HZ` or, when it has less, `EAR_RATE_HZ`.

    Native work of up to three seconds, 0.3 for half a minute. Raises the `BadInput` kinds above and
    `UnsupportedFile`.
    """
    check_kind(content)
    try:
        with av.open(io.BytesIO(content), "r", options=OPTIONS, metadata_errors="ignore") as file:
            samples, rate_hz = _read(file)
    except (av.FFmpegError, ValueError, MemoryError) as exc:
        raise BrokenSound() from exc
    wanted_hz = VOICE_RATE_HZ if rate_hz >= VOICE_RATE_HZ else EAR_RATE_HZ
    return Sound.from_samples(at_rate(samples, rate_hz, wanted_hz), wanted_hz)


def at_rate(samples: NDArray[np.float32], rate_hz: int, wanted_hz: int) -> NDArray[np.float32]:
    """``(n,)`` at another rate."""
    if rate_hz == wanted_hz or not len(samples):
        return samples
    frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="flt", layout="mono")
    frame.sample_rate = rate_hz
    resampler = av.AudioResampler(format="flt", layout="mono", rate=wanted_hz)
    pieces = [piece.to_ndarray()[0] for each in (frame, None) for piece in resampler.resample(each)]
    return np.concatenate([np.zeros(0, np.float32), *pieces])


def _begins_as_sound(content: bytes) -> bool:
    first = int.from_bytes(content[:2], "big")
    return (
        content.startswith(BEGINNINGS)
        or content[4:8] == MP4_BRAND
        or first & MPEG_FRAME == MPEG_FRAME
    )


def _read(file: InputContainer) -> tuple[NDArray[np.float32], int]:
    """``(n,)``, the mean of all channels, and its rate."""
    if not file.streams.audio:
        raise UnsupportedFile("There is no sound in it.")
    stream = file.streams.audio[0]
    rate_hz = stream.codec_context.sample_rate
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ or stream.channels > MAX_CHANNELS:
        raise _unsupported()
    samples = np.concatenate([np.zeros(0, np.float32), *_blocks(file, stream)])
    if not len(samples):
        raise BrokenSound()
    finite: NDArray[np.float32] = np.nan_to_num(samples, posinf=1.0, neginf=-1.0)
    return finite, rate_hz


def _blocks(file: InputContainer, stream: AudioStream) -> Iterator[NDArray[np.float32]]:
    """A frame at a time: what a file says about its length may be a lie."""
    rate_hz, count = stream.codec_context.sample_rate, 0
    as_floats = av.AudioResampler(format="fltp", rate=rate_hz)
    for frame in file.decode(stream):
        for block in as_floats.resample(frame):
            count += block.samples
            if count > MAX_S * rate_hz:
                raise TooLong()
            yield block.to_ndarray().mean(axis=0)


def _unsupported() -> UnsupportedFile:
    return UnsupportedFile("WAV, FLAC, Ogg, MP3, M4A, MP4 and WebM recordings are.")
