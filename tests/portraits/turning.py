"""A photo of a face turned in space, by lifting it onto its own mesh."""

from __future__ import annotations

import cv2
import numpy as np
from mediapipe.python.solutions.face_mesh_connections import FACEMESH_TESSELATION
from PIL import Image

from services.portraits import triangles
from services.portraits.landmarks import Landmarks
from services.portraits.points import LOWER_LIP, UPPER_LIP


def turned(image: Image.Image, degrees: float, *, up_degrees: float = 0) -> Image.Image:
    """The face as seen when the head turns by that much to its left, and up; the rest is grey."""
    pixels = np.asarray(image)
    face = Landmarks().again(pixels)
    assert face is not None
    points = face.points[:468]
    aside, up, centre = np.radians(degrees), np.radians(up_degrees), points.mean(axis=0)
    x, y, z = (points - centre).T
    x, z = x * np.cos(aside) - z * np.sin(aside), x * np.sin(aside) + z * np.cos(aside)
    y, depth = y * np.cos(up) - z * np.sin(up), y * np.sin(up) + z * np.cos(up)
    seen = np.stack([x, y], axis=1) + centre[:2]
    canvas = np.full_like(pixels, 128)
    order = np.array(triangles.skin(FACEMESH_TESSELATION) + triangles.camera() + _mouth())
    for corners in order[np.argsort(-depth[order].mean(axis=1))]:
        source, target = points[corners, :2].astype(np.float32), seen[corners].astype(np.float32)
        left, top = np.floor(target.min(axis=0)).astype(int)
        right, bottom = np.ceil(target.max(axis=0)).astype(int) + 1
        target -= (left, top)
        size = (int(right - left), int(bottom - top))
        patch = cv2.warpAffine(
            pixels, cv2.getAffineTransform(source, target), size, borderMode=cv2.BORDER_REPLICATE
        )
        mask = np.zeros(size[::-1], np.uint8)
        cv2.fillConvexPoly(mask, np.rint(target).astype(np.int32), 1)
        part = canvas[top:bottom, left:right]
        part[mask > 0] = patch[: part.shape[0], : part.shape[1]][mask > 0]
    return Image.fromarray(canvas)


def _mouth() -> list[triangles.Triangle]:
    upper, lower = UPPER_LIP[0], LOWER_LIP[0]
    return [
        triangle
        for i in range(len(upper) - 1)
        for triangle in ((upper[i], upper[i + 1], lower[i]), (upper[i + 1], lower[i + 1], lower[i]))
    ]
