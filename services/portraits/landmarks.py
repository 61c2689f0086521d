"""Finds the face in a picture, and says why a picture will not do."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from mediapipe.python.solutions.face_detection import FaceDetection
from mediapipe.python.solutions.face_mesh import FaceMesh
from numpy.typing import NDArray

from services.errors import FaceTooSmall, FaceTurnedAway, NoFace
from services.portraits.points import (
    CHIN,
    FOREHEAD,
    LEFT_CHEEK,
    LEFT_EYE,
    NOSE_BASE,
    RIGHT_CHEEK,
    RIGHT_EYE,
)

Pixels = NDArray[np.uint8]
"""``(height, width, 3)``, RGB."""

MAX_FACES = 8
MIN_EYES_PX = 60
"""Between the outer corners of the eyes; below it a mouth is a dozen pixels."""
MAX_TURN_DEGREES = 30.0
SEEN_YAW = 0.62
"""Of an angle, what the mesh shows: measured on six faces, each turned in space by known angles up
to 50 degrees; the medians are within 4 degrees of them."""
LEVEL_PITCH_DEGREES = 7.0
"""What forehead to chin leans by in a face that looks straight ahead."""
FAR_AWAY = 1
"""The detector's model for faces more than two metres away."""
SAME_FACE = 0.5
"""Of a face's height: what is found again so near is that face."""
ROOM = 1.0
"""What is looked at again round a small face, in faces on each side."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face in pixels of its picture."""

    points: NDArray[np.float64]
    """``(478, 3)``: across, down, and away from the camera."""
    count: int
    """Faces in the picture; this is the largest."""

    @property
    def height_px(self) -> float:
        return float(np.linalg.norm((self.points[CHIN] - self.points[FOREHEAD])[:2]))

    def is_same(self, other: Face) -> bool:
        """Whether it lies where the other one does."""
        apart = np.linalg.norm((self.points[NOSE_BASE] - other.points[NOSE_BASE])[:2])
        return bool(apart < SAME_FACE * other.height_px)

    @property
    def eyes_px(self) -> float:
        outer = self.points[LEFT_EYE.corners[0]] - self.points[RIGHT_EYE.corners[0]]
        return float(np.linalg.norm(outer[:2]))

    @property
    def yaw_degrees(self) -> float:
        """To the pictured person's left."""
        across = self.points[LEFT_CHEEK] - self.points[RIGHT_CHEEK]
        seen = math.atan2(across[2], math.hypot(across[0], across[1]))
        return math.degrees(seen) / SEEN_YAW

    @property
    def pitch_degrees(self) -> float:
        """Upwards."""
        down = self.points[CHIN] - self.points[FOREHEAD]
        return math.degrees(math.atan2(down[2], math.hypot(down[0], down[1]))) - LEVEL_PITCH_DEGREES


class Landmarks:
    """MediaPipe's face mesh, loaded once; one picture at a time."""

    def __init__(self) -> None:
        self._mesh = FaceMesh(
            static_image_mode=True, max_num_faces=MAX_FACES, refine_landmarks=True
        )
        self._detection = FaceDetection(model_selection=FAR_AWAY)
        self._free = threading.Lock()

    def find(self, pixels: Pixels) -> Face:
        """The largest face. Raises `NoFace`, `FaceTooSmall`, `FaceTurnedAway`."""
        with self._free:
            near = self._near(pixels)
            far = [face for face in self._far(pixels) if not any(map(face.is_same, near))]
        faces = [*near, *far]
        if not faces:
            raise NoFace()
        largest = max(faces, key=lambda face: face.height_px)
        _check(largest)
        return Face(largest.points, len(faces))

    def every(self, pixels: Pixels) -> list[Face]:
        """All faces, in no order and unchecked."""
        with self._free:
            return self._near(pixels) or self._far(pixels)

    def again(self, pixels: Pixels) -> Face | None:
        """The largest face of a picture that was made to show it well, unchecked."""
        with self._free:
            return max(self._near(pixels), key=lambda face: face.height_px, default=None)

    def _near(self, pixels: Pixels) -> list[Face]:
        height_px, width_px = pixels.shape[:2]
        found = self._mesh.process(np.ascontiguousarray(pixels)).multi_face_landmarks or ()
        scale = np.array([width_px, height_px, width_px])
        return [
            Face(np.array([(at.x, at.y, at.z) for at in face.landmark]) * scale, len(found))
            for face in found
        ]

    def _far(self, pixels: Pixels) -> list[Face]:
        """Faces that are too small for the mesh to notice in the whole picture."""
        found = self._detection.process(np.ascontiguousarray(pixels)).detections or ()
        return [face for each in found for face in self._within(pixels, each)]

    def _within(self, pixels: Pixels, detection: Any) -> list[Face]:
        """The face of one detection, looked at closely."""
        height_px, width_px = pixels.shape[:2]
        box = detection.location_data.relative_bounding_box
        left, right = (box.xmin + side * box.width for side in (-ROOM, 1 + ROOM))
        top, bottom = (box.ymin + side * box.height for side in (-ROOM, 1 + ROOM))
        x, y = max(0, int(left * width_px)), max(0, int(top * height_px))
        close = pixels[y : int(bottom * height_px), x : int(right * width_px)]
        if not close.size:
            return []
        return [Face(face.points + np.array([x, y, 0]), 1) for face in self._near(close)[:1]]


def _check(face: Face) -> None:
    if max(abs(face.yaw_degrees), abs(face.pitch_degrees)) > MAX_TURN_DEGREES:
        raise FaceTurnedAway()
    if face.eyes_px < MIN_EYES_PX:
        raise FaceTooSmall()
