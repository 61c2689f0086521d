"""Makes the rigs of the drawn companions: ``python -m scripts.drawn_rigs``.

The face mesh finds roughly where a drawing's face is; its lips, lids and brows are then put where
the drawing's own lines are. Needs Chromium, to turn the drawing into pixels.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mediapipe.python.solutions.face_mesh_connections import FACEMESH_TESSELATION
from PIL import Image
from playwright.sync_api import sync_playwright

from scripts.drawings import DRAWINGS, Curve, Drawing
from services.portraits import triangles
from services.portraits.landmarks import Landmarks
from services.portraits.points import EYES, LOWER_LIP, UPPER_LIP, Eye
from services.portraits.rig import Crop, rig_json
from services.portraits.shape import FRAME_PX, Shape
from services.portraits.spread import Points, warped
from services.portraits.tones import Tones
from tests.e2e.chromium import FLAGS, executable

PORTRAITS = Path(__file__).resolve().parents[1] / "static" / "portraits"
UNITS = 512
"""A side of a drawing, in its own units."""
COLUMNS = np.array([-1, -0.82, -0.62, -0.42, -0.21, 0, 0.21, 0.42, 0.62, 0.82, 1])
"""Where the points of a lip lie across it."""
WHOLE = Crop(0, 0, 1, 1)
SKIN = triangles.skin(FACEMESH_TESSELATION)
LIGHT = Tones((255, 248, 240), 1.0, 0.0, 0.0)
STEPS = 200


def along(curve: Curve, shares: Sequence[float] | Points) -> Points:
    """``(n, 2)``: the points of a curve at these shares of its width."""
    t = np.linspace(0, 1, STEPS)[:, None]
    a, b, c, d = (np.array(point, float) for point in curve)
    points = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    x = a[0] + np.asarray(shares) * (d[0] - a[0])
    return np.stack([x, np.interp(x, points[:, 0], points[:, 1])], axis=1)


def marks(drawing: Drawing) -> dict[int, Points]:
    """Where the lines of a drawing are, by points of the face mesh."""
    line, placed = along(drawing.mouth, (COLUMNS + 1) / 2), dict[int, Points]()
    for side, rows in ((-1, UPPER_LIP), (1, LOWER_LIP)):
        for row, points in enumerate(rows):
            depth = drawing.lip * row / (len(rows) - 1)
            fuller = np.stack([depth * np.sign(COLUMNS) * (np.abs(COLUMNS) == 1),
                               side * depth * (1 - 0.6 * COLUMNS**4)], axis=1)  # fmt: skip
            placed |= dict(zip(points, line + fuller, strict=True))
    for number, eye in enumerate(EYES):
        placed |= _eye_marks(drawing, eye, number)
    return placed


def _eye_marks(drawing: Drawing, eye: Eye, number: int) -> dict[int, Points]:
    """Rows of an eye run from its outer corner, so backwards on the viewer's right."""
    order = slice(None, None, -1 if number else 1)
    across = (1 - np.cos(np.pi * np.linspace(0, 1, len(eye.upper)))) / 2
    round_off = np.sin(np.pi * across)[:, None]
    upper, lower = (along(edge, across)[order] for edge in drawing.lids[number])
    up, outwards = np.array([0, -1.0]), np.linspace(-1, 1, len(upper)) ** 5
    ends = np.stack([outwards, 0 * outwards], axis=1)[order]
    rows = {  # a crease ends where the bag does, and comes after it
        eye.lower: lower,
        eye.upper: upper,
        eye.bag: lower - up * (5 + 3 * round_off),
        eye.crease: upper + drawing.lash * (up * (0.9 + 0.1 * round_off) + 0.6 * ends),
        eye.under_brow: upper + up * (drawing.lash + drawing.under_brow + 3 * round_off),
    }
    placed: dict[int, Points] = {}
    for points, places in rows.items():
        placed |= dict(zip(points, places, strict=True))
    brow = along(drawing.brows[number], np.linspace(0.02, 0.98, 5))[order]
    edges = np.vstack([brow - up * drawing.brow, brow + up * drawing.brow])
    return placed | dict(zip(eye.brow, edges, strict=True))


def fitted(drawing: Drawing, found: Points) -> Points:
    """The mesh with its points on the drawing's lines, in pixels of a rig's frame."""
    placed = marks(drawing)
    rows, targets = list(placed), np.array(list(placed.values()))
    skin = found[:468]
    moved = warped(skin, skin[rows], targets, UNITS / 4)
    moved[rows] = targets
    irises = [
        np.array(centre)
        + drawing.iris_radius * np.array([(0, 0), (1, 0), (0, -1), (-1, 0), (0, 1)])
        for centre in drawing.irises
    ]
    face: Points = np.vstack([moved, *irises]) * (FRAME_PX / UNITS)
    return face


def rig(drawing: Drawing, pixels: Image.Image) -> bytes:
    face = Landmarks().again(np.asarray(pixels))
    if face is None:
        raise LookupError(f"no face is found in {drawing.name}")
    shape = Shape(fitted(drawing, face.points[:, :2] * (UNITS / pixels.width)))
    lids = [[drawing.lid] * len(eye.upper) for eye in EYES]
    return rig_json(shape, WHOLE, LIGHT, lids, SKIN, lashes=drawing.lashes, glasses=drawing.glasses)


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=list(FLAGS), chromium_sandbox=False
        )
        page = browser.new_page(viewport={"width": UNITS, "height": UNITS}, device_scale_factor=2)
        for drawing in DRAWINGS:
            page.goto((PORTRAITS / f"{drawing.name}.svg").as_uri())
            pixels = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            (PORTRAITS / f"{drawing.name}.json").write_bytes(rig(drawing, pixels) + b"\n")
        browser.close()


if __name__ == "__main__":
    main()
