"""What MediaPipe's face mesh sees in drawn frames, as if each were a photo."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.looks import BLINK, REST, SMILE, VISEMES
from benchmarks.report import spread
from benchmarks.studio import Look, Session
from services.portraits.landmarks import Landmarks
from services.portraits.points import (
    CHIN,
    EYES,
    FACE_POINTS,
    FOREHEAD,
    JAWLINE,
    LEFT_CORNER,
    LOWER_LIP,
    RIGHT_CORNER,
    UPPER_LIP,
)

Points = NDArray[np.float64]
Sizes = dict[str, float]
MIDDLE = 5


def read_back(landmarks: Landmarks, session: Session, misread: Set[str]) -> dict[str, Any]:
    """Lengths in shares of the face's height; ``lost`` are the looks in which no face is seen.

    Of what the mesh is known to misread in this face, the lengths are those of the drawn vertices.
    """
    seen = {look: landmarks.again(np.asarray(image)) for look, image in session.shown.items()}
    found = {look: face.points[:, :2] for look, face in seen.items() if face is not None}
    lost = [" ".join(look) for look in seen if look not in found]
    if lost:
        return {"lost": lost}
    looked, drawn = sizes(found), sizes(session.places)
    told = {look: {**looked[look], **{part: drawn[look][part] for part in misread}}
            for look in looked}  # fmt: skip
    visemes = {name: told["viseme", name] for name in VISEMES}
    return {
        "lost": lost,
        "open": {name: round(size["open"], 4) for name, size in visemes.items()},
        "wide": {name: round(size["wide"], 4) for name, size in visemes.items()},
        "wide_rest": round(told[REST]["wide"], 4),
        "wide_smile": round(told[SMILE]["wide"], 4),
        "eyes_rest": round(told[REST]["eyes"], 4),
        "eyes_blink": round(told[BLINK]["eyes"], 4),
        "stray_percent": spread(100 * stray for stray in strays(found)),
        "from_vertices": sorted(misread),
        "frame_ms": round(session.frame_ms, 1),
    }


def sizes(places: dict[Look, Points]) -> dict[Look, Sizes]:
    """How far the lips and the lids are apart, and how wide the mouth is."""
    height = _height(places[REST])
    return {
        look: {"open": _open(at) / height, "wide": _wide(at) / height, "eyes": _camera(at) / height}
        for look, at in places.items()
    }


def strays(found: dict[Look, Points]) -> list[float]:
    """For each viseme how far it moves what it should leave alone: nose, brows, forehead."""
    rest = found[REST]
    upper = [point for point in unmoved() if rest[point, 1] < rest[UPPER_LIP[-1][MIDDLE], 1]]
    moved = [(found["viseme", name] - rest)[upper] for name in VISEMES]
    return [float(np.linalg.norm(each, axis=1).mean()) / _height(rest) for each in moved]


def unmoved() -> list[int]:
    """Points that no mouth and no lid moves: not those of lips, lids, chin, jaw and cheeks near."""
    rest = set(range(FACE_POINTS))
    for eye in EYES:
        rest -= {*eye.upper, *eye.lower, *eye.crease, *eye.bag, *eye.under_brow}
    rest -= {point for row in (*UPPER_LIP, *LOWER_LIP) for point in row}
    return sorted(rest - set(JAWLINE))


def verdicts(numbers: dict[str, Any]) -> dict[str, bool]:
    """What must be so in every face."""
    if numbers["lost"]:
        return {"a face is seen in every look": False}
    opening, width = numbers["open"], numbers["wide"]
    return {
        "aa opens more than E, E more than PP": opening["aa"] > opening["E"] > opening["PP"],
        "PP is closed": opening["PP"] < 0.02,
        "O and U are pursed": max(width["O"], width["U"]) < 0.93 * numbers["wide_rest"],
        "a smile widens": numbers["wide_smile"] > numbers["wide_rest"],
        "a blink closes": numbers["eyes_blink"] < 0.45 * numbers["eyes_rest"],
        "the rest stays": numbers["stray_percent"]["median"] < 1,
    }


def _height(at: Points) -> float:
    return float(np.linalg.norm(at[CHIN] - at[FOREHEAD]))


def _open(at: Points) -> float:
    return float(np.linalg.norm(at[LOWER_LIP[0][MIDDLE]] - at[UPPER_LIP[0][MIDDLE]]))


def _wide(at: Points) -> float:
    return float(np.linalg.norm(at[LEFT_CORNER] - at[RIGHT_CORNER]))


def _camera(at: Points) -> float:
    gaps = [at[list(eye.lower[2:-2])] - at[list(eye.upper[2:-2])] for eye in EYES]
    return float(np.linalg.norm(np.vstack(gaps), axis=1).mean())
