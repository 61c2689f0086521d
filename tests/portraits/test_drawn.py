"""The rigs of the drawn companions, as committed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from scripts.drawings import DRAWINGS, Drawing
from scripts.drawn_rigs import PORTRAITS, along, marks
from services.portraits.points import LOWER_LIP, UPPER_LIP
from services.storage.companions import DEFAULTS

MIDDLE = 5


def test_every_default_companion_has_a_rig() -> None:
    root = PORTRAITS.parents[1]
    assert DEFAULTS
    for card in DEFAULTS:
        assert json.loads(Path(f"{root}{card.rig_url}").read_text())["version"] == 1


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.name)
def test_lips_and_lids_lie_on_the_drawing(drawing: Drawing) -> None:
    rig = json.loads((PORTRAITS / f"{drawing.name}.json").read_text())
    vertices = np.array(rig["vertices"]).reshape(-1, 2) * (512 / rig["size"])
    for point, place in marks(drawing).items():
        assert np.linalg.norm(vertices[point] - place) < 0.1


def test_a_curve_is_followed_by_its_width() -> None:
    curve = ((0.0, 0.0), (10.0, 30.0), (20.0, 30.0), (30.0, 0.0))
    start, top, end = along(curve, [0, 0.5, 1])
    assert (*start, *end) == (0, 0, 30, 0)
    assert top == pytest.approx((15, 22.5), abs=0.1)


def test_a_closed_drawn_mouth_is_one_line() -> None:
    placed = marks(DRAWINGS[0])
    upper, lower = UPPER_LIP[0][MIDDLE], LOWER_LIP[0][MIDDLE]
    assert placed[upper] == pytest.approx(placed[lower])
    assert placed[UPPER_LIP[-1][MIDDLE]][1] < placed[upper][1] < placed[LOWER_LIP[-1][MIDDLE]][1]
