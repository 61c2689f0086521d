"""The colours of closed lids.

An open eye shows a sliver of lid, full of lashes: stretched over the eye it would be a smear. So
lids are painted in the colours of the skin around the eye.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from services.portraits.points import EYES, TONE, Eye
from services.portraits.shape import Shape
from services.portraits.spread import Points

Colours = list[tuple[int, int, int]]

PATCH = 0.03
"""Of the distance between the pupils: half the side of what a colour is taken from."""
SHADE = 0.94
"""Lids lie a little deeper than the skin around them."""
SOFT = np.array([0.25, 0.5, 0.25])


def lid_colours(frame: Image.Image, shape: Shape) -> list[Colours]:
    """For each eye nine colours, RGB, from its outer corner on."""
    pixels = np.asarray(frame, np.float64)
    return [_around(pixels, shape, eye, TONE[side::2]) for side, eye in enumerate(EYES)]


def _around(pixels: Points, shape: Shape, eye: Eye, cheek: tuple[int, ...]) -> Colours:
    """The median of what lies above, below and beside: a frame or a brow across one is ignored."""
    plain = np.median([_patch(pixels, shape, point) for point in cheek], axis=0)
    columns = [
        np.median([plain, *(_patch(pixels, shape, point) for point in column)], axis=0)
        for column in zip(eye.bag, eye.crease, eye.under_brow, strict=True)
    ]
    padded = np.vstack([columns[:1], columns, columns[-1:]])
    smooth = sum(part * padded[i : i + len(columns)] for i, part in enumerate(SOFT))
    levels = np.rint(np.clip(SHADE * np.asarray(smooth), 0, 255)).astype(int)
    return [(int(red), int(green), int(blue)) for red, green, blue in levels]


def _patch(pixels: Points, shape: Shape, point: int) -> Points:
    half = max(2, int(PATCH * shape.pupils_px))
    x, y = np.clip(shape.vertices[point].astype(int), half, len(pixels) - half)
    patch: Points = pixels[y - half : y + half, x - half : x + half].reshape(-1, 3)
    return np.asarray(np.median(patch, axis=0))
