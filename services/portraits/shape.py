"""A face's geometry in the square frame that a rig is drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.portraits.points import (
    CHIN,
    FACE_POINTS,
    LEFT_CORNER,
    LEFT_EYE,
    LIP_COLUMNS,
    LOWER_LIP,
    OVAL,
    RIGHT_CORNER,
    RIGHT_EYE,
    UPPER_LIP,
)
from services.portraits.spread import Points

FRAME_PX = 768
RINGS = (1.12, 1.3, 1.6)
"""How far the rings round the face lie from its middle; the last ring of all is the frame."""
SHARES = (0.2, 0.45, 0.75)
"""Of the way from the face to the frame, that a ring takes at most."""
MIN_ROOM = 1.03
MIDDLE_COLUMN = LIP_COLUMNS // 2
OPEN = 0.08
"""Of half the mouth's width: lips this far apart show teeth."""


@dataclass(frozen=True)
class Shape:
    """All vertices of a rig: the face, three rings round it, the frame and its corners."""

    face: Points
    """``(478, 2)`` pixels of the frame."""

    @cached_property
    def across(self) -> Points:
        """The direction from the person's right eye to the left, of length 1."""
        camera = self.face[LEFT_EYE.iris[0]] - self.face[RIGHT_EYE.iris[0]]
        direction: Points = camera / np.linalg.norm(camera)
        return direction

    @cached_property
    def pupils_px(self) -> float:
        """Between the pupils."""
        return float(np.linalg.norm(self.face[LEFT_EYE.iris[0]] - self.face[RIGHT_EYE.iris[0]]))

    @cached_property
    def mouth(self) -> Points:
        """The middle of the line between the lips."""
        middle: Points = (self.face[UPPER_LIP[0][MIDDLE_COLUMN]] + self._lower_middle) / 2
        return middle

    @property
    def _lower_middle(self) -> Points:
        middle: Points = self.face[LOWER_LIP[0][MIDDLE_COLUMN]]
        return middle

    @cached_property
    def half_mouth_px(self) -> float:
        return float(np.linalg.norm(self.face[RIGHT_CORNER] - self.face[LEFT_CORNER])) / 2

    @cached_property
    def local(self) -> Points:
        """All vertices seen from the mouth: to the person's left, and down the face."""
        return self.to_local(self.vertices - self.mouth)

    @cached_property
    def jaw_px(self) -> float:
        """From the lips to the chin."""
        return float(self.local[CHIN, 1])

    @cached_property
    def gap_px(self) -> float:
        """Between the lips at rest."""
        return float(self.local[LOWER_LIP[0][MIDDLE_COLUMN], 1]
                     - self.local[UPPER_LIP[0][MIDDLE_COLUMN], 1])  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.gap_px > OPEN * self.half_mouth_px

    def to_local(self, vectors: Points) -> Points:
        return vectors @ self._axes.T

    def to_frame(self, vectors: Points) -> Points:
        """The other way round."""
        return vectors @ self._axes

    @property
    def _axes(self) -> Points:
        across = self.across
        return np.array([across, (-across[1], across[0])])

    @cached_property
    def vertices(self) -> Points:
        """``(n, 2)``."""
        return np.vstack([self.face[:FACE_POINTS], *self._rings, self._corners[0]])

    @cached_property
    def corner_steps(self) -> NDArray[np.int64]:
        """After which step of the last ring each corner of the frame comes."""
        return self._corners[1]

    @cached_property
    def hold(self) -> NDArray[np.float64]:
        """``(n,)``, 0 to 1: how much a vertex follows the head."""
        rings = (1.0,) * FACE_POINTS, *((held,) * len(OVAL) for held in (0.85, 0.55, 0.15, 0))
        corners = (0.0,) * len(self._corners[0])
        return np.array([held for ring in (*rings, corners) for held in ring])

    @cached_property
    def _middle(self) -> Points:
        middle: Points = self.face[list(OVAL)].mean(axis=0)
        return middle

    @cached_property
    def _edge(self) -> Points:
        """``(steps,)``: where rays from the middle through the oval meet the frame, oval = 1."""
        rays = self.face[list(OVAL)] - self._middle
        limits = np.where(rays > 0, FRAME_PX - self._middle, -self._middle)
        reach = np.divide(limits, rays, where=rays != 0, out=np.full_like(rays, np.inf))
        nearest: Points = np.maximum(reach.min(axis=1), MIN_ROOM)
        return nearest

    @cached_property
    def _rings(self) -> list[Points]:
        rays = self.face[list(OVAL)] - self._middle
        room = self._edge - 1
        stops = [
            np.minimum(ring, 1 + share * room) for ring, share in zip(RINGS, SHARES, strict=True)
        ]
        return [self._middle + rays * stop[:, None] for stop in (*stops, self._edge)]

    @cached_property
    def _corners(self) -> tuple[Points, NDArray[np.int64]]:
        """The frame's corners, and the step of the oval that comes before each."""
        corners = np.array([(FRAME_PX, 0), (FRAME_PX, FRAME_PX), (0, FRAME_PX), (0, 0)], float)
        steps = [self._before(corner) for corner in corners]
        return corners, np.array(steps)

    def _before(self, corner: Points) -> int:
        rays = self.face[list(OVAL)] - self._middle
        bearings = np.unwrap(np.arctan2(rays[:, 1], rays[:, 0]))
        bearing = np.arctan2(*(corner - self._middle)[::-1])
        ahead = (bearing - bearings) % (2 * np.pi)
        return int(np.argmin(ahead))
