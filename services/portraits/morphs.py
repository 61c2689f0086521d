"""How a mouth moves: for each morph, where every vertex goes at full strength.

Movements are laid out on a few control points, seen from the mouth, and spread over the rest: lips
that move alone tear the skin. Lengths are in half mouths or in jaws (lips to chin), so that one set
of numbers fits every face; they were found by eye, on photos.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from services.portraits.lips import LOWER, UPPER, Lips, Numbers
from services.portraits.points import (
    CHEEKS,
    CHIN_AREA,
    EYES,
    FACE_POINTS,
    JAWLINE,
    LEFT_CORNER,
    LOWER_LIP,
    RIGHT_CORNER,
    STILL,
    UPPER_LIP,
)
from services.portraits.shape import Shape
from services.portraits.spread import Points, Spread, smooth

JAW_DROP = 0.42
"""How far the widest "ah" opens, in jaws."""
RELAXED = 0.41
"""Half a relaxed mouth, in distances between the pupils: a smile is wider, and half of that stays
when it is rounded, or cheeks fold."""
PUCKERED, FUNNELLED = 0.66, 0.84
"""Of a relaxed mouth's width."""
MAX_PUCKERED, MAX_FUNNELLED = 0.37, 0.24
"""Of the picture's own mouth, what rounding takes away at most: beside a broad smile cheeks lie in
folds, which come along."""
BESIDE = {57: RIGHT_CORNER, 287: LEFT_CORNER}
"""Skin so near a corner of the mouth that it goes where the corner goes."""
PRESSED = 0.45
"""Of a lip's thickness, that pressing takes away at most."""
SMILES_ALREADY = 0.4
SMILE_TAKEN_BACK, MAX_TAKEN_BACK = 0.3, 0.08
"""By sadness: of how far a smile in the picture lifts the corners of the mouth, and at most."""
CHEEK, UNDER_GLASSES = 0.13, 0.04
"""How far cheeks rise: a frame that rests on them must not bend."""
MEET = 0.35
"""Of the gap between open lips, what the upper one closes; the rest is the lower one's."""


class MouthMorphs:
    """The morphs round the mouth of one face; each movement is ``(n, 2)``, seen from the mouth."""

    def __init__(self, shape: Shape, *, glasses: bool = False) -> None:
        self._shape = shape
        self._cheek = UNDER_GLASSES if glasses else CHEEK
        self._lips = Lips.all()
        self._half = shape.half_mouth_px
        self._across = shape.local[:, 0] / self._half
        self._down = shape.local[:, 1] / shape.jaw_px
        self._outside = range(FACE_POINTS, len(shape.vertices))
        far = (*self._lips.index, *STILL, *CHEEKS, *JAWLINE, *self._outside)
        self._spread = Spread(shape.local, _once(far), self._half)
        self._jaw_spread = Spread(shape.local, _once((*far, *CHIN_AREA)), self._half)

    def all(self) -> dict[str, Points]:
        hinged = {"jaw": self._jaw_spread.over_all(self._jaw()),
                  "close": self._jaw_spread.over_all(self._close())}  # fmt: skip
        laid: dict[str, Callable[[], Points]] = {
            "wide": self._wide,
            "pucker": lambda: self._rounded(PUCKERED, MAX_PUCKERED, 0.05, 0.12),
            "funnel": lambda: self._rounded(FUNNELLED, MAX_FUNNELLED, 0.10, 0.18),
            "upperUp": lambda: self._one_lip(UPPER, -0.14),
            "lowerDown": lambda: self._one_lip(LOWER, 0.16),
            "press": self._press,
            "smile": self._smile,
            "frown": self._frown,
            "cheek": lambda: self._cheeks(self._cheek),
        }
        moved = hinged | {name: self._spread.over_all(lay()) for name, lay in laid.items()}
        for each in moved.values():
            each[list(BESIDE)] = each[list(BESIDE.values())]
        return moved

    def _still(self) -> Points:
        return np.zeros_like(self._shape.local)

    def _of_lips(self, across: Numbers, down: Numbers) -> Points:
        """A movement of the lips alone, in half mouths."""
        moved = self._still()
        moved[self._lips.index] = np.stack([across, down], axis=1) * self._half
        return moved

    def _drop(self, points: Iterable[int], by: Numbers) -> Points:
        """These points move down, in jaws; ``by`` has a value for every vertex."""
        moved, rows = self._still(), list(points)
        moved[rows, 1] = by[rows] * self._shape.jaw_px
        return moved

    @property
    def _lip_across(self) -> Numbers:
        across: Numbers = self._across[self._lips.index]
        return across

    @property
    def _raised(self) -> Numbers:
        """How far the mouth's line at each point of the lips lies above its middle: smiles lift
        corners."""
        line = self._shape.local[list(UPPER_LIP[0]), 1] + self._shape.local[list(LOWER_LIP[0]), 1]
        raised: Numbers = np.minimum(0, line[self._lips.column] / 2) / self._half
        return raised

    def _jaw(self) -> Points:
        lips, jaw = self._lips, self._shape.jaw_px / self._half
        upper = -0.02 * jaw * (1 - lips.reach**2)
        follow = (0.16 + 0.84 * (1 - lips.reach**2.4)) * (1 - 0.06 * lips.depth)
        down = np.where(lips.side == UPPER, upper, JAW_DROP * jaw * follow)
        down = np.where(lips.reach == 1, JAW_DROP * jaw * 0.16, down)
        moved = self._of_lips(-0.04 * self._lip_across, down)
        aside = np.abs(self._across)
        below = smooth(-0.35, 0.30, self._down)
        near = 1 - smooth(0.75, 2.3, aside)
        neck = smooth(0.2, 0.95, self._down) * (1 - smooth(1.15, 1.9, self._down))
        moved += self._drop(self._outside, JAW_DROP * 0.80 * neck * near)
        moved += self._drop(set(JAWLINE) - set(CHIN_AREA), JAW_DROP * 0.95 * below * near)
        chin = JAW_DROP * below * (1 - 0.5 * smooth(0.3, 1.2, aside))
        return moved + self._drop(CHIN_AREA, chin)

    def _wide(self) -> Points:
        down = np.where(self._lips.side == UPPER, -0.03, -0.02)
        return self._of_lips(0.20 * self._lip_across, down)

    def _rounded(self, width: float, most: float, inner: float, outer: float) -> Points:
        """Lips pushed forward, to this share of a relaxed mouth's width; smiles are levelled."""
        lips = self._lips
        relaxed = (self._half + min(self._half, RELAXED * self._shape.pupils_px)) / 2
        narrower = min(most, 1 - width * relaxed / self._half)
        fuller = inner + (outer - inner) * lips.depth
        down = lips.side * fuller * (1 - lips.reach**2) - 0.8 * self._raised
        return self._of_lips(-narrower * self._lip_across, down + 0.02)

    def _one_lip(self, side: int, down: float) -> Points:
        lips = self._lips
        moves = (lips.side == side) & (lips.reach < 1)
        return self._of_lips(0 * lips.reach, np.where(moves, down * (1 - lips.reach**2.5), 0))

    def _press(self) -> Points:
        """Thinner lips: their outer edges come towards each other."""
        lips, local = self._lips, self._shape.local
        inner = np.where(lips.side == UPPER, np.array(UPPER_LIP[0])[lips.column],
                         np.array(LOWER_LIP[0])[lips.column])  # fmt: skip
        thick = np.abs(local[lips.index, 1] - local[inner, 1]) / self._half
        thinner = np.minimum(PRESSED * thick, 0.07) * (1 - lips.reach**2)
        return self._of_lips(0.02 * self._lip_across, -lips.side * thinner)

    def _close(self) -> Points:
        """Shuts lips that are open in the picture, and takes half of the smile back."""
        lips, local = self._lips, self._shape.local
        columns = lips.column
        gaps = local[list(LOWER_LIP[0])] - local[list(UPPER_LIP[0])]
        share = np.where(lips.side == UPPER, MEET, MEET - 1)
        moved = self._of_lips(-0.10 * self._lip_across, -0.35 * self._raised * lips.reach**2)
        moved[lips.index] += gaps[columns] * share[:, None]
        near = 1 - smooth(0.75, 2.3, np.abs(self._across))
        rise = -0.45 * self._shape.gap_px / self._shape.jaw_px * near
        rise = rise * smooth(-0.2, 0.6, self._down)
        return moved + self._drop({*CHIN_AREA, *JAWLINE}, rise)

    def _smile(self) -> Points:
        """Less for a mouth that smiles already."""
        much = SMILES_ALREADY if self._shape.is_open else 1.0
        corners = self._corners(out=0.14 * much, down=-0.19 * much, middle=0.02)
        return corners + self._cheeks(0.05)

    def _frown(self) -> Points:
        """The corners fall, further in a mouth that smiles."""
        back = np.minimum(MAX_TAKEN_BACK, -SMILE_TAKEN_BACK * self._raised)
        return self._corners(out=-0.03, down=0.15 + back, middle=-0.03)

    def _corners(self, *, out: float, down: float | Numbers, middle: float) -> Points:
        reach = self._lips.reach
        return self._of_lips(
            out * self._lip_across * (0.75 + 0.25 * reach),
            down * reach**2 + middle * (1 - reach),
        )

    def _cheeks(self, up: float) -> Points:
        """The cheeks rise, and the lower lids with them a little."""
        moved = self._still()
        moved[list(CHEEKS), 1] = -up * self._half
        for eye in EYES:
            moved[list(eye.bag[1:-1]), 1] = -0.4 * up * self._half
        return moved


def _once(points: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(dict.fromkeys(int(point) for point in points)))
