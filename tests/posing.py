"""A photo with another expression: its own rig moved, drawn triangle by triangle."""

from __future__ import annotations

import io
import json
from functools import cache

import cv2
import numpy as np
from PIL import Image

from services.portraits.frame import cut
from services.portraits.rig import Crop
from services.providers.portraits.embedded import EmbeddedRigger
from services.settings import Settings

TENTHS = 10
DARK_OF_MOUTH = (45, 18, 20)


@cache
def _rigger() -> EmbeddedRigger:
    return EmbeddedRigger.from_settings(Settings.load({}))


def posed(image: Image.Image, **morphs: float) -> Image.Image:
    """The square round the face, with these morphs of its rig by so much of their full strength."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95)
    rig = json.loads(_rigger().rig(file.getvalue()).json)
    before = np.array(rig["vertices"], np.float32).reshape(-1, 2) / TENTHS
    after = before.copy()
    for name, strength in morphs.items():
        moved = rig["morphs"][name]
        after[moved["at"]] += strength * np.array(moved["by"]).reshape(-1, 2) / TENTHS
    pixels = np.asarray(cut(image, Crop(**rig["crop"])))
    canvas = pixels.copy()
    inner = [*rig["mouth"]["upper"], *reversed(rig["mouth"]["lower"])]
    if "jaw" in morphs:
        cv2.fillPoly(canvas, [np.rint(after[inner]).astype(np.int32)], DARK_OF_MOUTH)
    for part in ("eyes", "skin"):
        for corners in np.array(rig["triangles"][part]).reshape(-1, 3):
            _draw(canvas, pixels, before[corners], after[corners])
    return Image.fromarray(canvas)


def _draw(canvas: np.ndarray, pixels: np.ndarray, source: np.ndarray, target: np.ndarray) -> None:
    left, top = np.maximum(np.floor(target.min(axis=0)), 0).astype(int)
    right, bottom = np.ceil(target.max(axis=0)).astype(int) + 1
    part = canvas[top:bottom, left:right]
    if not part.size:
        return
    target = (target - (left, top)).astype(np.float32)
    size = part.shape[1::-1]
    shift = cv2.getAffineTransform(source.astype(np.float32), target)
    patch = cv2.warpAffine(pixels, shift, size, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros(part.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.rint(target).astype(np.int32), 1)
    part[mask > 0] = patch[mask > 0]
