"""Chooses the styles to try: after each one it guesses better how the others would sound.

A Gaussian process from points of `StyleSpace` to embeddings of speakers. An embedding tells 256
things where a similarity tells one, so that a hundred trials are enough for 24 dimensions; an
evolution strategy came half as far with 160.
Source: Rasmussen and Williams, Gaussian Processes for Machine Learning, algorithm 2.1
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

NOISE = 0.02
"""Of an embedding, which also depends on what is said, beside a variance of about 1."""
CURIOSITY = 0.03
"""What doubt counts at first, in likeness; nothing at the end."""
UNUSUAL = 0.01
"""What a mean squared step of one deviation away from the voices costs: far out, speech slurs."""
PARENTS, CHILDREN = 5, 3000
NEAREST, FARTHEST = 0.05, 0.8
"""How far the children of the best points lie from them, at least and at most."""
REFINEMENTS = ((0.2, 500), (0.1, 500), (0.05, 500))
"""How far to look around the best child, and how often."""


class Guide:
    """Points that were tried, and what they sounded like."""

    def __init__(self, person: Floats, *, seed: int = 0) -> None:
        """``person`` ``(256,)`` is whom the voice should be like."""
        self._person = person
        self._random = np.random.default_rng(seed)
        self._points: list[Floats] = []
        self._heard: list[Floats] = []

    def tell(self, point: Floats, heard: Floats) -> None:
        """A point sounds like this: an embedding ``(256,)``."""
        self._points.append(point)
        self._heard.append(heard)

    def next(self, done: float) -> Floats:
        """The point to try now; ``done``, 0 to 1, is how much of the search is over."""
        guess = Guess(np.stack(self._points), np.stack(self._heard), self._person)
        curiosity = CURIOSITY * (1 - done)

        def best(points: Floats) -> tuple[float, Floats]:
            likeness, doubt = guess(points)
            worth = likeness + curiosity * doubt - _cost(points)
            return float(worth.max()), points[worth.argmax()]

        found = best(self._children())
        for step, count in REFINEMENTS:
            around = found[1] + step * self._random.standard_normal((count, len(found[1])))
            found = max(found, best(around), key=lambda each: each[0])
        return found[1]

    def best(self, first: int) -> Floats:
        """The point that is likely the best of those told from ``first`` on."""
        points = np.stack(self._points)
        likeness, _ = Guess(points, np.stack(self._heard), self._person)(points[first:])
        chosen: Floats = points[first:][(likeness - _cost(points[first:])).argmax()]
        return chosen

    def _children(self) -> Floats:
        """Points around the best ones, near and far."""
        points = np.stack(self._points)
        worth = np.stack(self._heard) @ self._person - _cost(points)
        parents = points[np.argsort(-worth)[:PARENTS]]
        steps = np.geomspace(NEAREST, FARTHEST, CHILDREN)[:, None]
        chosen = parents[self._random.integers(0, len(parents), CHILDREN)]
        children: Floats = chosen + steps * self._random.standard_normal(chosen.shape)
        return children


class Guess:
    """How like the person each point would sound."""

    def __init__(self, points: Floats, heard: Floats, person: Floats) -> None:
        self._points = points
        self._middle = heard.mean(axis=0)
        self._person = person
        self._inverse = np.linalg.inv(_kernel(points, points) + NOISE * np.eye(len(points)))
        self._weights = self._inverse @ (heard - self._middle)

    def __call__(self, points: Floats) -> tuple[Floats, Floats]:
        """``(n,)`` likeness, as a cosine, and ``(n,)`` doubt of ``(n, dimensions)``."""
        kernel = _kernel(points, self._points)
        embeddings = self._middle + kernel @ self._weights
        likeness = embeddings @ self._person / np.linalg.norm(embeddings, axis=1)
        known = np.sum(kernel @ self._inverse * kernel, axis=1)
        return likeness, np.sqrt(np.maximum(1 + np.mean(points**2, axis=1) - known, 0))


def _kernel(points: Floats, others: Floats) -> Floats:
    """``(n, m)``: alike are points in the same direction from the middle, and near ones."""
    products = points @ others.T
    squares = (points**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * products
    dimensions = points.shape[1]
    kernel: Floats = products / dimensions + np.exp(-squares / (2 * dimensions))
    return kernel


def _cost(points: Floats) -> Floats:
    cost: Floats = UNUSUAL * np.mean(points**2, axis=1)
    return cost
