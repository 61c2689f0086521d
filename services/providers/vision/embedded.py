"""Looks at frames with MediaPipe's face mesh and hands, and plain geometry on what they find."""

from __future__ import annotations

import io
import threading
from typing import Any

import cv2
import numpy as np
from mediapipe.python.solutions.hands import Hands
from numpy.typing import NDArray
from PIL import Image

from services.domain import FaceSeen, HandSeen, Picture, Sight
from services.errors import UnsupportedFile
from services.portraits.landmarks import Face, Landmarks
from services.providers.vision.expression import expressions
from services.providers.vision.hands import hand_seen
from services.providers.vision.light import Box, is_covered, light
from services.settings import Settings

WIDEST_PX = 640
"""Larger pictures are halved: the networks look at 192 to 256 pixels anyway."""
MAX_PIXELS = 16_000_000
"""Of a large camera: one megabyte of JPEG can unpack to a thousand times as many."""
MAX_HANDS = 2
HAND_CONFIDENCE = 0.6
EXPRESSIVE_DEGREES = 30.0
"""A face turned further hides a corner of its mouth."""
PATTERN_PX = (16, 9)
"""Enough to tell that a screen changed, and too little to read anything."""

Pixels = NDArray[np.uint8]


class EmbeddedObserver:
    name = "embedded"

    def __init__(self) -> None:
        self._landmarks = Landmarks()
        self._hands = Hands(
            static_image_mode=True,
            max_num_hands=MAX_HANDS,
            model_complexity=0,
            min_detection_confidence=HAND_CONFIDENCE,
        )
        self._free = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> EmbeddedObserver:
        return cls()

    def look(self, picture: Picture) -> Sight:
        """About 20 ms of CPU; of a screen only its size and pattern are taken."""
        pixels = _decoded(picture.jpeg)
        height_px, width_px = pixels.shape[:2]
        if picture.source == "screen":
            pattern = cv2.resize(_grey(pixels), PATTERN_PX, interpolation=cv2.INTER_AREA).tobytes()
            return Sight("screen", picture.taken_ms, width_px, height_px, pattern=pattern)
        grey = _grey(pixels)
        if is_covered(grey):
            return Sight("camera", picture.taken_ms, width_px, height_px, "covered")
        faces = sorted(self._landmarks.every(pixels), key=lambda face: -face.height_px)
        return Sight(
            "camera",
            picture.taken_ms,
            width_px,
            height_px,
            light(grey, _box(faces[0]) if faces else None),
            tuple(_face_seen(face, width_px, height_px) for face in faces),
            tuple(self._hands_in(pixels)),
        )

    def _hands_in(self, pixels: Pixels) -> list[HandSeen]:
        height_px, width_px = pixels.shape[:2]
        scale = np.array([width_px, height_px, width_px])
        with self._free:
            found = self._hands.process(pixels).multi_hand_landmarks or ()
        points = [np.array([(at.x, at.y, at.z) for at in each.landmark]) * scale for each in found]
        seen = (hand_seen(each, width_px, height_px) for each in points)
        return [hand for hand in seen if hand is not None]


def _decoded(jpeg: bytes) -> Pixels:
    """RGB of a size that is quick to look at. Raises `UnsupportedFile`."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            size = image.size
    except (OSError, SyntaxError, Image.DecompressionBombError) as exc:
        raise UnsupportedFile("a frame that is no JPEG") from exc
    if size[0] * size[1] > MAX_PIXELS:
        raise UnsupportedFile(f"a frame of {size[0]} by {size[1]} pixels")
    bgr: Any = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise UnsupportedFile("a frame that ends too early")
    while bgr.shape[1] > WIDEST_PX:
        bgr = cv2.resize(bgr, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def _grey(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _box(face: Face) -> Box:
    left, top = face.points[:, :2].min(axis=0)
    right, bottom = face.points[:, :2].max(axis=0)
    return int(left), int(top), int(right), int(bottom)


def _face_seen(face: Face, width_px: int, height_px: int) -> FaceSeen:
    left, top, right, bottom = _box(face)
    turned = max(abs(face.yaw_degrees), abs(face.pitch_degrees)) > EXPRESSIVE_DEGREES
    return FaceSeen(
        x=round((left + right) / 2 / width_px, 4),
        y=round((top + bottom) / 2 / height_px, 4),
        height=round((bottom - top) / height_px, 4),
        yaw_degrees=round(face.yaw_degrees, 1),
        pitch_degrees=round(face.pitch_degrees, 1),
        expressions=() if turned else expressions(face.points),
    )
