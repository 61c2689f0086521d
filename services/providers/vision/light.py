"""How well a camera's picture is lit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

COVERED_LUMA = 14.0
"""Of 255. A lens under a thumb or a shutter gives 0 to 10 with its noise; a face lit by a screen
alone is above 20."""
COVERED_SPREAD = 6.0
"""A lens under tape or a finger has one colour, whatever its brightness; rooms spread over 20."""
DARK_LUMA = 45.0
"""Below it eyes and brows sink into noise at the quality that is sent."""
BACKLIT_FACE_LUMA = 85.0
BACKLIT_RATIO = 2.0
"""A face in shadow before surroundings of twice its brightness."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


def light(grey: NDArray[np.uint8], face: Box | None) -> str:
    """``covered``, ``dark``, ``backlit`` or ``good``, of ``(height, width)`` grey.

    ``face`` is where the largest face is.
    """
    if is_covered(grey):
        return "covered"
    if float(np.median(grey)) < DARK_LUMA and float(grey.mean()) < DARK_LUMA:
        return "dark"
    if face is not None and _is_backlit(grey, face):
        return "backlit"
    return "good"


def is_covered(grey: NDArray[np.uint8]) -> bool:
    """Whether there is nothing to look at."""
    return float(grey.mean()) < COVERED_LUMA or float(grey.std()) < COVERED_SPREAD


def _is_backlit(grey: NDArray[np.uint8], face: Box) -> bool:
    left, top, right, bottom = (max(0, edge) for edge in face)
    skin = grey[top:bottom, left:right]
    if not skin.size or skin.size == grey.size:
        return False
    around = (float(grey.sum()) - float(skin.sum())) / (grey.size - skin.size)
    return float(skin.mean()) < BACKLIT_FACE_LUMA and around > BACKLIT_RATIO * float(skin.mean())
