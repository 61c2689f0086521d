"""Styles as points in a small space: how Kokoro's voices differ, in order of importance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

PARTS = ((slice(0, 128), 16), (slice(128, 256), 8))
"""Which numbers of a style tell how a voice sounds and how it moves, and the directions kept."""


class StyleSpace:
    """In every direction the voices have a standard deviation of 1."""

    def __init__(self, styles: Floats) -> None:
        """``(voices, 256)``."""
        self._middle = styles.mean(axis=0)
        axes = [_axes(styles - self._middle, where, count) for where, count in PARTS]
        self._axes = np.concatenate(axes)

    def point(self, style: Floats) -> Floats:
        """``(dimensions,)``, the nearest to a style of ``(256,)``."""
        lengths = (self._axes**2).sum(axis=1)
        near: Floats = self._axes @ (style - self._middle) / lengths
        return near

    def step(self, start: Floats, end: Floats) -> Floats:
        """``(256,)``: what leads from the style of one point to that of another."""
        step: Floats = (end - start) @ self._axes
        return step


def _axes(differences: Floats, where: slice, count: int) -> Floats:
    """``(n, 256)``, at most ``count``: the principal directions of these numbers, as long as the
    voices deviate in them.
    """
    _, sizes, directions = np.linalg.svd(differences[:, where], full_matrices=False)
    kept = min(count, len(differences) - 1)
    axes = np.zeros((kept, differences.shape[1]))
    axes[:, where] = directions[:kept] * (sizes[:kept, None] / np.sqrt(len(differences)))
    return axes
