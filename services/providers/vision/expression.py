"""What a face shows, from its landmarks: plain geometry, the same for every face.

All is measured in the face's own frame, with the distance between the outer corners of the eyes as
the unit, so that tilt, distance and small turns do not count. Each measure has a value at which
nothing is shown and one at which it is certain; between them confidence rises evenly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.domain import Expression
from services.portraits.points import (
    CHIN,
    EYES,
    FOREHEAD,
    LEFT_CORNER,
    LEFT_EYE,
    LOWER_LIP,
    RIGHT_CORNER,
    RIGHT_EYE,
    UPPER_LIP,
    Eye,
)

Points = NDArray[np.float64]

FAINT = 0.25
"""Less is not worth a word."""
LIFT_OF_SMILE = (0.0, 0.045)
"""The corners of the mouth above the middle of the lips: at rest -0.035 to -0.007, in smiles of
official portraits 0.055 to 0.08."""
WIDTH_OF_SMILE = (0.62, 0.69)
"""At rest 0.59 to 0.66, smiling 0.71 to 0.83. Alone it would take a wide mouth for a smile."""
DROP_OF_FROWN = (0.035, 0.06)
"""The corners below the middle of the lips. Serious faces at rest come close: rather unsure."""
GAP_OF_TEETH = 0.2
"""Between the lips, in widths of the mouth, as smiles have it: a gap that is wider is speech or
wonder, and lowers the middle of the lips without any lift of the corners."""
GAP_OF_OPEN = (0.25, 0.45)
"""Speech reaches 0.4."""
GAP_OF_SURPRISE = (0.20, 0.35)
BROWS_OF_SURPRISE = (0.262, 0.29)
"""Above the corners of the eye: at rest 0.224 to 0.279, raised 0.27 to 0.33."""
LIDS_OF_CLOSED = (-0.17, -0.11)
"""Between the lids, in lengths of the eye and below zero: open 0.21 to 0.38, smiling 0.2, closed
0.07 to 0.11."""


def expressions(points: Points) -> tuple[Expression, ...]:
    """What ``(478, 3)`` points in pixels show, surest first; nothing for a face at rest."""
    at = _in_own_frame(points)
    gap, lift = _gap(at), _lift(at)
    width = abs(float(at[LEFT_CORNER][0] - at[RIGHT_CORNER][0]))
    lids = max(_opening(at, eye) for eye in EYES)
    brows = sum(_brow_height(at, eye) for eye in EYES) / len(EYES)
    found = {
        "smile": min(_rise(lift, LIFT_OF_SMILE), _rise(width, WIDTH_OF_SMILE)),
        "frown": _rise(-lift, DROP_OF_FROWN) if gap < GAP_OF_TEETH else 0.0,
        "mouth open": _rise(gap, GAP_OF_OPEN),
        "surprise": min(_rise(gap, GAP_OF_SURPRISE), _rise(brows, BROWS_OF_SURPRISE)),
        "eyes closed": _rise(-lids, LIDS_OF_CLOSED),
    }
    shown = [Expression(name, sure) for name, sure in found.items() if sure >= FAINT]
    return tuple(sorted(shown, key=lambda expression: -expression.confidence))


def _rise(value: float, nothing_to_certain: tuple[float, float]) -> float:
    nothing, certain = nothing_to_certain
    return round(min(1.0, max(0.0, (value - nothing) / (certain - nothing))), 2)


def _in_own_frame(points: Points) -> Points:
    """``(478, 2)``: across from the person's right to their left, and down."""
    right, left = points[RIGHT_EYE.corners[0]], points[LEFT_EYE.corners[0]]
    unit = float(np.linalg.norm(left - right))
    across = (left - right) / unit
    down = points[CHIN] - points[FOREHEAD]
    down = down - (down @ across) * across
    axes = np.stack([across, down / np.linalg.norm(down)], axis=1)
    own: Points = (points - (right + left) / 2) @ axes / unit
    return own


def _lift(at: Points) -> float:
    """How far the corners of the mouth lie above the middle of lips that part as in a smile."""
    width = float(np.linalg.norm(at[LEFT_CORNER] - at[RIGHT_CORNER]))
    corners = float(at[RIGHT_CORNER][1] + at[LEFT_CORNER][1]) / 2
    return float(_middle(at, UPPER_LIP[0])[1]) + min(_gap(at), GAP_OF_TEETH) * width / 2 - corners


def _gap(at: Points) -> float:
    """Between the inner lips, in widths of the mouth."""
    opening = np.linalg.norm(_middle(at, LOWER_LIP[0]) - _middle(at, UPPER_LIP[0]))
    return float(opening / np.linalg.norm(at[LEFT_CORNER] - at[RIGHT_CORNER]))


def _opening(at: Points, eye: Eye) -> float:
    """Of an eye, in its own lengths."""
    height = np.linalg.norm(_middle(at, eye.lower) - _middle(at, eye.upper))
    return float(height / np.linalg.norm(at[eye.corners[1]] - at[eye.corners[0]]))


def _brow_height(at: Points, eye: Eye) -> float:
    """From the eye's corners up to the upper edge of the brow, whatever its lids do."""
    outer, inner = eye.corners
    upper_edge = eye.brow[len(eye.brow) // 2 :]
    return float((at[outer][1] + at[inner][1]) / 2 - _middle(at, upper_edge)[1])


def _middle(at: Points, row: Sequence[int]) -> Points:
    middle: Points = at[row[len(row) // 2]]
    return middle
