"""The points of the lips, each once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.portraits.points import LIP_COLUMNS, LOWER_LIP, UPPER_LIP

Numbers = NDArray[np.float64]

UPPER, LOWER = -1, 1


@dataclass(frozen=True)
class Lips:
    """Every point of the lips once, as arrays of the same length."""

    index: NDArray[np.int64]
    side: Numbers
    """`UPPER` or `LOWER`."""
    depth: Numbers
    """0 at the inner edge to 1 at the outer."""
    column: NDArray[np.int64]

    @property
    def reach(self) -> Numbers:
        """0 in the middle to 1 at the corners."""
        middle = LIP_COLUMNS // 2
        reach: Numbers = np.abs(self.column - middle) / middle
        return reach

    @classmethod
    def all(cls) -> Lips:
        seen: dict[int, tuple[int, float, int]] = {}
        for side, rows in ((UPPER, UPPER_LIP), (LOWER, LOWER_LIP)):
            for row, points in enumerate(rows):
                for column, point in enumerate(points):
                    seen.setdefault(point, (side, row / (len(rows) - 1), column))
        side, depth, column = np.array(list(seen.values())).T
        return cls(np.array(list(seen)), side, depth, column.astype(int))
