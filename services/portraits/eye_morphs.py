"""How eyes and brows move: for each morph, where every vertex goes at full strength.

Lengths are in distances between the pupils. Nothing here is spread by a spline: lids and brows
slide over what lies under them.
"""

from __future__ import annotations

import numpy as np

from services.portraits.lips import Numbers
from services.portraits.points import EYES, FACE_POINTS, LEFT_EYE, NOSE_BRIDGE, RIGHT_EYE, Eye
from services.portraits.shape import Shape
from services.portraits.spread import Points

LID_LEFT_OPEN = 0.05
LOWER_LID_MEETS = 0.08
CREASE_FOLLOWS, BROW_SKIN_FOLLOWS = 0.30, 0.06
WIDENED = 0.16
"""Of an eye's opening, what the upper lid rises by in surprise."""
BROW_REACH = 0.19
"""How far from a brow the skin moves with it."""
INNER_REACH = 0.34
GLASSES_LEAVE = 0.5
"""Of the movement of brows: the frame of glasses lies over them, and must not bend."""


def eye_morphs(shape: Shape, *, glasses: bool = False) -> dict[str, Points]:
    """Each ``(n, 2)``, seen from the mouth."""
    brows = _over_glasses(shape) if glasses else _near_brows(shape)
    across = np.abs(shape.local[:, 0]) / shape.pupils_px
    inner = np.exp(-((across / INNER_REACH) ** 2))
    inwards = -np.sign(shape.local[:, 0]) * inner
    none = np.zeros_like(brows)
    return {
        "blinkR": _blink(shape, RIGHT_EYE),
        "blinkL": _blink(shape, LEFT_EYE),
        "eyeWide": _lid(shape, RIGHT_EYE, -WIDENED) + _lid(shape, LEFT_EYE, -WIDENED),
        "browUp": _moved(shape, none, -0.12 * brows),
        "browDown": _moved(shape, 0.035 * brows * inwards, 0.08 * brows * (0.5 + 0.5 * inner)),
        "browInner": _moved(shape, 0.02 * brows * inwards, -0.13 * brows * (inner - 0.25)),
    }


def _blink(shape: Shape, eye: Eye) -> Points:
    moved = _lid(shape, eye, 1 - LID_LEFT_OPEN)
    opening = shape.local[list(eye.upper)] - shape.local[list(eye.lower)]
    moved[list(eye.lower)] = opening * LOWER_LID_MEETS
    return moved


def _lid(shape: Shape, eye: Eye, share: float) -> Points:
    """The upper lid goes that share of the eye's opening down, and the skin above it follows."""
    moved = np.zeros_like(shape.local)
    down = (shape.local[list(eye.lower)] - shape.local[list(eye.upper)]) * share
    moved[list(eye.upper)] = down
    moved[list(eye.crease[1:-1])] = down[1:-1] * CREASE_FOLLOWS
    moved[list(eye.under_brow[1:-1])] = down[1:-1] * BROW_SKIN_FOLLOWS
    return moved


def _near_brows(shape: Shape) -> Numbers:
    """``(n,)``: 1 on a brow, 0 far from it, and 0 on the eyes."""
    local = shape.local
    brows = local[[point for eye in EYES for point in eye.brow]]
    distance = np.linalg.norm(local[:, None] - brows[None], axis=2).min(axis=1)
    near: Numbers = np.exp(-((distance / shape.pupils_px / BROW_REACH) ** 2))
    near[local[:, 1] > local[NOSE_BRIDGE, 1] + 0.15 * shape.pupils_px] = 0
    for eye in EYES:
        near[[*eye.upper, *eye.lower, *eye.bag]] = 0
        near[list(eye.crease)] *= 0.4
    near[FACE_POINTS:] *= 0.5
    return near


def _over_glasses(shape: Shape) -> Numbers:
    """The same for a face with glasses: less, and nothing below the brows."""
    near = GLASSES_LEAVE * _near_brows(shape)
    for eye in EYES:
        near[[*eye.under_brow, *eye.crease]] = 0
    return near


def _moved(shape: Shape, across: Numbers, down: Numbers) -> Points:
    moved: Points = np.stack([across, down], axis=1) * shape.pupils_px
    return moved
