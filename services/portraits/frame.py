"""The square of a portrait that a rig shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.portraits.points import CHIN, FOREHEAD
from services.portraits.rig import Crop
from services.portraits.shape import FRAME_PX

FACE_SHARE = 0.46
"""Of the frame's height, that a face takes where the picture has the room."""
FACE_MIDDLE = 0.47
"""How far down the frame its middle lies."""


def crop_round(points: NDArray[np.float64], width_px: int, height_px: int) -> Crop:
    """The square round a face, all of it inside the picture. ``points`` are pixels."""
    top, bottom = points[FOREHEAD, :2], points[CHIN, :2]
    side_px = min(float(np.linalg.norm(bottom - top)) / FACE_SHARE, width_px, height_px)
    x, y = (top + bottom) / 2 - (side_px / 2, side_px * FACE_MIDDLE)
    x, y = np.clip(x, 0, width_px - side_px), np.clip(y, 0, height_px - side_px)
    return Crop(float(x) / width_px, float(y) / height_px, side_px / width_px, side_px / height_px)


def cut(picture: Image.Image, crop: Crop) -> Image.Image:
    """That square, at the size of a rig's frame."""
    left, top = crop.x * picture.width, crop.y * picture.height
    box = (left, top, left + crop.width * picture.width, top + crop.height * picture.height)
    return picture.resize((FRAME_PX, FRAME_PX), Image.Resampling.BICUBIC, box=box)


def seen_in(crop: Crop, points: NDArray[np.float64], picture: Image.Image) -> NDArray[np.float64]:
    """``(n, 2)``: where points of the picture lie in the frame."""
    size = np.array([picture.width, picture.height])
    corner = np.array([crop.x, crop.y]) * size
    seen: NDArray[np.float64] = (points[:, :2] - corner) * (FRAME_PX / (crop.width * size[0]))
    return seen
