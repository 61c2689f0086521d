"""A rig as the browser reads it: see docs/rig.md."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from services.portraits import triangles
from services.portraits.eye_morphs import eye_morphs
from services.portraits.lids import Colours
from services.portraits.morphs import MouthMorphs
from services.portraits.points import CHIN, EYES, FACE_POINTS, LOWER_LIP, NOSE_BASE, UPPER_LIP, Eye
from services.portraits.shape import FRAME_PX, RINGS, Shape
from services.portraits.spread import Points
from services.portraits.tones import Tones
from services.portraits.triangles import Triangle

VERSION = 1
TENTHS = 10
MIN_MOVE_PX = 0.15
"""Less is left out."""


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of a portrait that a rig shows, as shares of its width and height."""

    x: float
    y: float
    width: float
    height: float


def rig_json(
    shape: Shape,
    crop: Crop,
    tones: Tones,
    lids: list[Colours],
    skin: list[Triangle],
    *,
    lashes: tuple[int, int, int] | None = None,
    glasses: bool = False,
) -> bytes:
    """The whole rig. Lengths are in tenths of a pixel of the frame.

    ``lashes`` is the colour of a drawing's line along the lids; a photo has none.
    """
    around = triangles.round_face(FACE_POINTS, len(RINGS) + 1, shape.corner_steps)
    morphs = all_morphs(shape, glasses=glasses)
    rig = {
        "version": VERSION,
        "size": FRAME_PX * TENTHS,
        "crop": {name: round(share, 5) for name, share in asdict(crop).items()},
        "vertices": _tenths(shape.vertices),
        "hold": [round(100 * held) for held in shape.hold],
        "triangles": {"eyes": _flat(triangles.camera()), "skin": _flat([*around, *skin])},
        "morphs": {name: _sparse(shape.to_frame(moved)) for name, moved in morphs.items()},
        "mouth": _mouth(shape),
        "eyes": [_eye(shape, *eye) for eye in zip(EYES, lids, strict=True)],
        "lashes": lashes,
        "tones": {name: _rounded(value) for name, value in asdict(tones).items()},
    }
    return json.dumps(rig, separators=(",", ":")).encode()


def all_morphs(shape: Shape, *, glasses: bool) -> dict[str, Points]:
    """Each ``(n, 2)``, seen from the mouth."""
    return MouthMorphs(shape, glasses=glasses).all() | eye_morphs(shape, glasses=glasses)


def _mouth(shape: Shape) -> dict[str, Any]:
    return {
        "upper": UPPER_LIP[0],
        "lower": LOWER_LIP[0],
        "nose": NOSE_BASE,
        "chin": CHIN,
        "middle": _tenths(shape.mouth),
        "across": [round(float(part), 4) for part in shape.across],
        "half": round(shape.half_mouth_px * TENTHS),
        "own_teeth": shape.is_open,
    }


def _eye(shape: Shape, eye: Eye, lid: Colours) -> dict[str, Any]:
    centre, *rim = shape.face[list(eye.iris)]
    return {
        "upper": eye.upper,
        "crease": eye.crease,
        "lid": [level for colour in lid for level in colour],
        "iris": _tenths(centre),
        "radius": round(float(np.linalg.norm(np.array(rim) - centre, axis=1).mean()) * TENTHS),
    }


def _sparse(moved: Points) -> dict[str, list[int]]:
    """The vertices that move, and how far."""
    rows = np.flatnonzero(np.abs(moved).max(axis=1) > MIN_MOVE_PX)
    return {"at": rows.tolist(), "by": _tenths(moved[rows])}


def _tenths(points: Points) -> list[int]:
    numbers: list[int] = np.rint(points * TENTHS).astype(int).ravel().tolist()
    return numbers


def _flat(made: list[Triangle]) -> list[int]:
    return [point for triangle in made for point in triangle]


def _rounded(value: float | tuple[int, ...]) -> float | tuple[int, ...]:
    return value if isinstance(value, tuple) else round(value, 3)
