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
)

Points = NDArray[np.float64]

FAINT = 0.25
"""Less is not worth a word."""
LIFT_OF_SMILE = (0.005, 0.055)
"""The corners of the mouth above the middle of the lips. At rest -0.035 to -0.01, in the smiles of
official portraits 0.055 to 0.08."""
WIDTH_OF_SMILE = (0.60, 0.70)
"""At rest 0.59 to 0.66, smiling 0.71 to 0.83. Alone it would take a wide mouth for a smile."""
DROP_OF_FROWN = (0.045, 0.085)
"""The corners below the middle of the lips; serious faces at rest reach 0.035."""
GAP_OF_OPEN = (0.25, 0.45)
"""Between the lips, in widths of the mouth. Teeth in a smile show 0.22, speech reaches 0.4."""
GAP_OF_SURPRISE = (0.10, 0.25)
BROWS_OF_SURPRISE = (0.22, 0.27)
"""From the lid to the brow; 0.155 to 0.21 at rest."""
LIDS_OF_CLOSED = (0.17, 0.11)
"""Between the lids, in lengths of the eye: open 0.21 to 0.38, squinting in a smile 0.2."""


def expressions(points: Points) -> tuple[Expression, ...]:
    """What ``(478, 3)`` points in pixels show, surest first; nothing for a face at rest."""
    at = _in_own_frame(points)
    lift = _lift(at)
    gap = _gap(at)
    width = abs(float(at[LEFT_CORNER][0] - at[RIGHT_CORNER][0]))
    brows = float(np.mean([_brow_height(at, eye.upper, eye.brow) for eye in EYES]))
    lids = max(_opening(at, eye.upper, eye.lower) for eye in EYES)
    found = {
        "smile": min(_rise(lift, LIFT_OF_SMILE), _rise(width, WIDTH_OF_SMILE)),
        "frown": _rise(-lift, DROP_OF_FROWN),
        "mouth open": _rise(gap, GAP_OF_OPEN),
        "surprise": min(_rise(gap, GAP_OF_SURPRISE), _rise(brows, BROWS_OF_SURPRISE)),
        "eyes closed": _rise(-lids, (-LIDS_OF_CLOSED[0], -LIDS_OF_CLOSED[1])),
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
    """How far the corners of the mouth lie above the middle of its opening."""
    middle = (_middle(at, UPPER_LIP[0]) + _middle(at, LOWER_LIP[0])) / 2
    return float(middle[1] - (at[RIGHT_CORNER][1] + at[LEFT_CORNER][1]) / 2)


def _gap(at: Points) -> float:
    """Between the inner lips, in widths of the mouth."""
    opening = np.linalg.norm(_middle(at, LOWER_LIP[0]) - _middle(at, UPPER_LIP[0]))
    return float(opening / np.linalg.norm(at[LEFT_CORNER] - at[RIGHT_CORNER]))


def _middle(at: Points, row: Sequence[int]) -> Points:
    middle: Points = at[row[len(row) // 2]]
    return middle


def _opening(at: Points, upper: Sequence[int], lower: Sequence[int]) -> float:
    """Of an eye, in its own lengths."""
    height = np.linalg.norm(_middle(at, lower) - _middle(at, upper))
    return float(height / np.linalg.norm(at[upper[-1]] - at[upper[0]]))


def _brow_height(at: Points, upper: Sequence[int], brow: Sequence[int]) -> float:
    """From the lid's middle up to the brow's upper edge above it."""
    above = brow[len(brow) // 2 + 2]
    return float(_middle(at, upper)[1] - at[above][1])
