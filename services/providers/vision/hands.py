"""What a hand shows, from its landmarks.

Points are MediaPipe's 21: the wrist, then four a finger from thumb to little finger, root first.
Source: https://ai.google.dev/edge/mediapipe/solutions/vision/hand_landmarker
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from services.domain import HandSeen

Points = NDArray[np.float64]

WRIST = 0
THUMB = (1, 2, 3, 4)
FINGERS = ((5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
MIDDLE_TIP = 12

MIN_HEIGHT = 0.08
"""Of the picture's height: smaller hands are a few dozen pixels, and guessed at."""
STRAIGHT = 0.6
"""Cosine between a finger's first joint and the rest of it, 53 degrees; of an open hand's fingers
on average."""
BENT = 0.3
"""No finger of an open hand, and all but one of a closed one, is below it: 73 degrees."""
UPRIGHT_DEGREES = 50.0
"""How far an upright hand, or thumb, may lean; waving hands lean by 40."""


def hand_seen(points: Points, width_px: int, height_px: int) -> HandSeen | None:
    """What ``(21, 3)`` points in pixels show; None for a hand too small to tell."""
    top, bottom = float(points[:, 1].min()), float(points[:, 1].max())
    height = (bottom - top) / height_px
    if height < MIN_HEIGHT:
        return None
    tip = points[MIDDLE_TIP]
    return HandSeen(
        gesture=_gesture(points),
        x=round(float(tip[0]) / width_px, 4),
        y=round(float(tip[1]) / height_px, 4),
        width=round(float(np.ptp(points[:, 0])) / width_px, 4),
    )


def _gesture(points: Points) -> str:
    straight = [_straightness(points, finger) for finger in FINGERS]
    spread = sum(straight) / len(straight) > STRAIGHT and min(straight) > BENT
    if spread and _leans(points[MIDDLE_TIP] - points[WRIST]) < UPRIGHT_DEGREES:
        return "open"
    curled = sum(value < BENT for value in straight) >= 3 and max(straight) < STRAIGHT
    if curled and _is_thumb_up(points):
        return "thumbs up"
    return ""


def _straightness(points: Points, finger: tuple[int, int, int, int]) -> float:
    root, joint, _, tip = (points[index] for index in finger)
    first, rest = joint - root, tip - joint
    return float(first @ rest / (np.linalg.norm(first) * np.linalg.norm(rest) + 1e-9))


def _is_thumb_up(points: Points) -> bool:
    """Straight, upright, and its tip above every other part of the hand by half a thumb."""
    _, root, _, tip = (points[index] for index in THUMB)
    thumb = tip - root
    others = float(points[[finger[i] for finger in FINGERS for i in range(4)], 1].min())
    clear = float(np.linalg.norm(thumb[:2])) / 2
    return _leans(thumb) < UPRIGHT_DEGREES and others - float(tip[1]) > clear


def _leans(vector: Points) -> float:
    """Degrees away from straight up."""
    return math.degrees(math.atan2(abs(float(vector[0])), -float(vector[1])))
