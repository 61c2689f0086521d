"""Spreads the movement of a few points over all the others, smoothly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
STIFFNESS = 1e-3
"""How far control points may miss their mark for the sake of smoothness; they are set after."""


class Spread:
    """A thin-plate spline through control points.

    Source: F. Bookstein, "Principal Warps", 1989, https://doi.org/10.1109/34.24792
    """

    def __init__(self, points: Points, controls: NDArray[np.int64], scale: float) -> None:
        """``points`` is ``(n, 2)``, ``controls`` indexes it; ``scale`` is a typical distance."""
        points = points / scale
        chosen = points[controls]
        count = len(controls)
        system = np.zeros((count + 3, count + 3))
        system[:count, :count] = _bending(chosen, chosen) + STIFFNESS * np.eye(count)
        system[:count, count:] = _flat(chosen)
        system[count:, :count] = _flat(chosen).T
        reach = np.hstack([_bending(points, chosen), _flat(points)])
        self._controls = controls
        self._weights = np.linalg.solve(system.T, reach.T).T[:, :count]

    def over_all(self, moved: Points) -> Points:
        """``(n, 2)``: how far each point moves when the controls do so; other rows are ignored."""
        everywhere = self._weights @ moved[self._controls]
        everywhere[self._controls] = moved[self._controls]
        return everywhere


def warped(points: Points, sources: Points, targets: Points, scale: float) -> Points:
    """``points`` carried along by a spline that takes ``sources`` to ``targets``."""
    personal_data = np.vstack([sources, points])
    moved = np.zeros_like(personal_data)
    moved[: len(sources)] = targets - sources
    spread = Spread(personal_data, np.arange(len(sources)), scale)
    return points + spread.over_all(moved)[len(sources) :]


def smooth(low: float, high: float, at: Points) -> Points:
    """0 below ``low``, 1 above ``high``, eased between."""
    share = np.clip((at - low) / (high - low), 0, 1)
    eased: Points = share * share * (3 - 2 * share)
    return eased


def _bending(points: Points, centres: Points) -> Points:
    distance = np.linalg.norm(points[:, None] - centres[None], axis=2)
    bent: Points = distance**2 * np.log(distance, where=distance > 0, out=np.zeros_like(distance))
    return bent


def _flat(points: Points) -> Points:
    return np.hstack([np.ones((len(points), 1)), points])
