"""Small films that a browser plays: VP9 in an MP4, with no sound."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import soundfile
from numpy.typing import NDArray
from PIL import Image

FRAMES_HZ = 25
MAX_SIDE_PX = 240
STEP = 4
SAID_SHARE = 0.12
"""Of the picture's height: the band at its foot that is as bright as the sound is loud."""
Frame = NDArray[np.uint8]


def film(frames: Iterable[Frame]) -> bytes:
    """An MP4 of frames ``(height, width, 3) uint8``, BGR, all of one size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        writer = None
        for frame in frames:
            height, width = frame.shape[:2]
            writer = writer or cv2.VideoWriter(
                str(path), cv2.VideoWriter.fourcc(*"vp09"), FRAMES_HZ, (width, height)
            )
            writer.write(frame)
        assert writer is not None, "a film without a frame"
        writer.release()
        return path.read_bytes()


def of_portrait(portrait: bytes, wav: bytes) -> bytes:
    """The portrait for as long as the sound takes, over a band that shows how loud it is."""
    with Image.open(io.BytesIO(portrait)) as image:
        image.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
        even = (image.width // 2 * 2, image.height // 2 * 2)
        picture = np.asarray(image.convert("RGB").resize(even))[:, :, ::-1]
    return film(_with_band(picture, wav))


def of_greys(seconds: float) -> bytes:
    """At most 2.5 s of grey frames, each a step brighter than the last: `time_of` reads them."""
    frames = range(round(seconds * FRAMES_HZ))
    return film(np.full((64, 64, 3), STEP * number, np.uint8) for number in frames)


def time_of(shade: int) -> float:
    """The seconds that a frame of that shade is into a film of greys: those of its middle."""
    return (round(shade / STEP) + 0.5) / FRAMES_HZ


def _with_band(picture: Frame, wav: bytes) -> Iterator[Frame]:
    samples, rate_hz = soundfile.read(io.BytesIO(wav), dtype="float32")
    step = rate_hz // FRAMES_HZ
    for start in range(0, len(samples), step):
        loud = float(np.sqrt(np.mean(samples[start : start + step] ** 2)))
        frame = picture.copy()
        frame[-round(frame.shape[0] * SAID_SHARE) :] = round(min(1.0, 4 * loud) * 255)
        yield frame
