"""What a picture tells of its light: the colours that teeth and lids need."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from services.portraits.points import OVAL, TONE
from services.portraits.shape import Shape

Colours = NDArray[np.float64]

LUMINANCE = np.array([0.299, 0.587, 0.114])
"""Source: https://www.itu.int/rec/R-REC-BT.601"""
TOOTH = np.array([224, 212, 190])
"""In white light, RGB."""
TOOTH_LIGHT = 1.22
"""Of the cheek's luminance."""
DARKEST, BRIGHTEST, FULL = 70, 215, 212
COLOURFUL = 0.12
"""Of its brightest part, by which the parts of a skin's colour differ at least."""
PATCH = 0.08
"""Of half a mouth: half the side of a patch that a colour is taken from."""


@dataclass(frozen=True, slots=True)
class Tones:
    """Light on a face."""

    tooth: tuple[int, int, int]
    """At the front, in full light."""
    light: float
    """Of the inside of the mouth, about 0.35 to 1.25."""
    slant: float
    """-0.5 (light from the person's right) to 0.5."""
    grain: float
    """Noise of the picture, in levels of 255."""
    colour: float = 1.0
    """0 for a black and white picture, 1 for any with colours."""


def tones(frame: Image.Image, shape: Shape) -> Tones:
    """The light in a picture, RGB, of the rig's own frame."""
    pixels = np.asarray(frame, np.float64)
    patches = [_patch(pixels, shape, point) for point in TONE]
    cheek: Colours = np.median(np.vstack(patches), axis=0)
    right, left = (float(np.median(np.vstack(patches[side::2]))) for side in (0, 1))
    luminance = float(cheek @ LUMINANCE)
    tint = 0.75 + 0.25 * cheek / max(1.0, float(cheek.mean()))
    bright = np.clip(luminance * TOOTH_LIGHT, DARKEST, BRIGHTEST) / FULL
    colour = float(np.clip(np.ptp(cheek) / max(1.0, cheek.max()) / COLOURFUL, 0, 1))
    tooth = TOOTH * tint * bright
    return Tones(
        tooth=_rgb(colour * tooth + (1 - colour) * (tooth @ LUMINANCE)),
        light=float(np.clip(luminance / 165, 0.35, 1.25)),
        slant=float(np.clip(math.log(max(1.0, left) / max(1.0, right)), -0.5, 0.5)),
        grain=_grain(frame, shape),
        colour=colour,
    )


def _patch(pixels: Colours, shape: Shape, point: int) -> Colours:
    half = max(3, int(shape.half_mouth_px * PATCH))
    height, width = pixels.shape[:2]
    x, y = shape.vertices[point].astype(int)
    x, y = np.clip(x, half, width - half), np.clip(y, half, height - half)
    return pixels[y - half : y + half, x - half : x + half].reshape(-1, 3)


def _grain(frame: Image.Image, shape: Shape) -> float:
    """What a median filter takes away from the face."""
    oval = shape.vertices[list(OVAL)]
    (left, top), (right, bottom) = oval.min(axis=0).tolist(), oval.max(axis=0).tolist()
    face = frame.convert("L").crop((int(left), int(top), int(right), int(bottom)))
    smoothed = face.filter(ImageFilter.MedianFilter(3))
    rough = np.abs(np.asarray(face, float) - np.asarray(smoothed, float))
    return float(np.median(rough)) * 1.2


def _rgb(colour: Colours) -> tuple[int, int, int]:
    red, green, blue = (int(level) for level in np.clip(colour, 0, 255).round())
    return red, green, blue
