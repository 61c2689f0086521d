"""Rigs from photos, with MediaPipe's face mesh."""

from __future__ import annotations

import io

import numpy as np
from mediapipe.python.solutions.face_mesh_connections import FACEMESH_TESSELATION
from PIL import Image

from services.domain import Rig
from services.errors import UnsupportedFile
from services.portraits import triangles
from services.portraits.frame import crop_round, cut, seen_in
from services.portraits.glasses import wears_glasses
from services.portraits.landmarks import Landmarks
from services.portraits.lids import lid_colours
from services.portraits.rig import rig_json
from services.portraits.shape import Shape
from services.portraits.tones import tones
from services.settings import Settings


class EmbeddedRigger:
    name = "embedded"

    def __init__(self, landmarks: Landmarks) -> None:
        self._landmarks = landmarks
        self._skin = triangles.skin(FACEMESH_TESSELATION)

    @classmethod
    def from_settings(cls, settings: Settings) -> EmbeddedRigger:
        return cls(Landmarks())

    def rig(self, jpeg: bytes) -> Rig:
        """About 0.1 s of CPU."""
        try:
            picture = Image.open(io.BytesIO(jpeg), formats=["JPEG"]).convert("RGB")
        except OSError as exc:
            raise UnsupportedFile("a portrait is a JPEG") from exc
        face = self._landmarks.find(np.asarray(picture))
        crop = crop_round(face.points, picture.width, picture.height)
        frame = cut(picture, crop)
        closer = self._landmarks.again(np.asarray(frame))
        points = closer.points if closer else seen_in(crop, face.points, picture)
        shape = Shape(points[:, :2])
        light, lids = tones(frame, shape), lid_colours(frame, shape)
        glasses = wears_glasses(frame, shape)
        made = rig_json(shape, crop, light, lids, self._skin, glasses=glasses)
        return Rig(made, face.count)
