"""Where one speaker is when another one is at the same words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.providers.alignment.cepstra import Floats

BAND = 0.35
"""How far, as a share of the whole, one speaker may be ahead of the other."""
FAR = 1e6
UNEVEN = 0.3
"""What it costs that one stands still while the other goes on."""
SMOOTHED_FRAMES = 5
DIAGONAL, FIRST_ONLY, SECOND_ONLY = range(3)


def warp(first: Floats, second: Floats) -> NDArray[np.float64]:
    """``(len(first),)`` ascending: the frame of the second sound for each frame of the first.

    Dynamic time warping over two ``(frames, features)``.
    Source: Sakoe and Chiba, Dynamic Programming Algorithm Optimization, 1978.
    """
    path = _path(_distances(first, second))
    frames, index = np.unique(path[:, 0], return_inverse=True)
    means = np.bincount(index, path[:, 1]) / np.bincount(index)
    edge = SMOOTHED_FRAMES // 2
    kernel = np.full(SMOOTHED_FRAMES, 1 / SMOOTHED_FRAMES)
    smoothed = np.convolve(np.pad(means, edge, mode="edge"), kernel, "valid")
    ascending = np.minimum(len(second) - 1, np.maximum.accumulate(smoothed))
    frame_of_second: NDArray[np.float64] = np.interp(np.arange(len(first)), frames, ascending)
    return frame_of_second


def _distances(first: Floats, second: Floats) -> NDArray[np.float64]:
    """``(first, second)``: how unlike each two frames are, `FAR` outside the band."""
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1) - 2 * first @ second.T
    distances: NDArray[np.float64] = np.sqrt(np.maximum(squares, 0.0)).astype(np.float64)
    ahead = np.arange(len(first))[:, None] / len(first) - np.arange(len(second)) / len(second)
    distances[np.abs(ahead) > BAND] = FAR
    return distances


def _path(distances: NDArray[np.float64]) -> NDArray[np.int64]:
    """``(steps, 2)``: the cheapest way from the first two frames to the last two.

    The table is filled one anti-diagonal at a time, since its cells do not depend on each other.
    """
    rows, columns = distances.shape
    costs = np.full((rows + 1, columns + 1), np.inf)
    costs[0, 0] = 0.0
    steps = np.zeros((rows + 1, columns + 1), np.int8)
    for total in range(2, rows + columns + 1):
        row = np.arange(max(1, total - columns), min(rows, total - 1) + 1)
        column = total - row
        before = np.stack([
            costs[row - 1, column - 1],
            costs[row - 1, column] + UNEVEN,
            costs[row, column - 1] + UNEVEN,
        ])  # fmt: skip
        best = before.argmin(0)
        costs[row, column] = before[best, np.arange(len(row))] + distances[row - 1, column - 1]
        steps[row, column] = best
    return _traced(steps)


def _traced(steps: NDArray[np.int8]) -> NDArray[np.int64]:
    row, column = (size - 1 for size in steps.shape)
    path = []
    while row and column:
        path.append((row - 1, column - 1))
        step = steps[row, column]
        row -= step != SECOND_ONLY
        column -= step != FIRST_ONLY
    return np.array(path[::-1])
