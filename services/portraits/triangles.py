"""The triangles of a face mesh, and of what lies round it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from services.portraits.points import EYES, OVAL

Triangle = tuple[int, int, int]
SHARED_BY = 2
"""So many triangles have an edge in common; one that shares all its edges with more is no skin."""


def skin(edges: Iterable[tuple[int, int]]) -> list[Triangle]:
    """The triangles that these edges of MediaPipe's tessellation make; eyes and mouth stay open."""
    near: dict[int, set[int]] = {}
    for a, b in edges:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    made = {(a, b, c) for a in near for b in near[a] if a < b for c in near[a] & near[b] if b < c}
    uses = Counter(edge for triangle in made for edge in combinations(triangle, 2))
    return sorted(
        triangle
        for triangle in made
        if not all(uses[edge] > SHARED_BY for edge in combinations(triangle, 2))
    )


def camera() -> list[Triangle]:
    """What lies between the lids."""
    made: list[Triangle] = []
    for eye in EYES:
        for (a, b), (c, d) in zip(pairwise(eye.upper), pairwise(eye.lower), strict=True):
            made += [triangle for triangle in ((a, b, c), (b, d, c)) if len(set(triangle)) == 3]
    return made


def round_face(first: int, rings: int, corners: NDArray[np.int64]) -> list[Triangle]:
    """Bands of triangles from the oval through ``rings`` rings of as many points, then corners.

    The rings are numbered from ``first`` on; ``corners`` holds, for each corner of the frame, the
    step of the last ring after which it comes.
    """
    steps = len(OVAL)
    bands = [list(OVAL)] + [
        list(range(first + ring * steps, first + (ring + 1) * steps)) for ring in range(rings)
    ]
    made: list[Triangle] = []
    for inner, outer in pairwise(bands):
        for step in range(steps):
            after = (step + 1) % steps
            made.append((inner[step], inner[after], outer[step]))
            made.append((inner[after], outer[after], outer[step]))
    last = bands[-1]
    for number, step in enumerate(corners):
        made.append((last[step], last[(step + 1) % steps], first + rings * steps + number))
    return made
