"""Every face with every look, drawn by the page's own renderer, and read back by another pass.

    python -m benchmarks.contact_sheet [--out docs/contact-sheet.jpg]

The picture is for eyes. The numbers, as JSON, are from MediaPipe's face mesh, which looks at each
frame as if it were a photo: how far the mouth is open and wide and the eyes are open, and how far
what should not move has moved.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.report import machine, spread
from benchmarks.studio import Look, Session, Sitter, studio
from services.domain import Emotion
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
from services.providers.portraits.embedded import EmbeddedRigger
from services.settings import Settings
from tests import photos
from tests.photos import Photo

DRAWN = ("iris", "theo")
"""Only looked at: a mesh that knows photos misreads a drawn mouth in a beard."""
DRAWINGS = Path(__file__).resolve().parents[1] / "static" / "portraits"
VISEMES = "sil PP FF TH DD kk CH SS nn RR aa E I O U".split()  # noqa: SIM905
REST: Look = ("rest", "")
BLINK: Look = ("weights", '{"blinkL": 1, "blinkR": 1}')
SMILE: Look = ("weights", '{"smile": 1}')
LOOKS: tuple[Look, ...] = (
    ("picture", ""),
    *(("viseme", name) for name in VISEMES),
    *(("emotion", str(emotion)) for emotion in Emotion),
    BLINK,
    SMILE,
)
SHOWN = ("grace", "astronaut", "astronaut-mirrored", *DRAWN)
SIDE_PX, TILE_PX, SHEET_COLUMNS = 768, 180, 9
MIDDLE = 5

Points = NDArray[np.float64]


def sitters() -> list[Sitter]:
    """Photos, a variant of each, and both drawn companions."""
    rigger = EmbeddedRigger.from_settings(Settings.load({}), None)
    people = [photos.grace(), photos.astronaut()]
    changed = [variant for photo in people for variant in photos.variants(photo)]
    return [
        *(_photographed(rigger, photo) for photo in (*people, *changed)),
        *(_drawn(name) for name in DRAWN),
    ]


def _photographed(rigger: EmbeddedRigger, photo: Photo) -> Sitter:
    name = photo.name.replace(" ", "-")
    return Sitter(name, photo.jpeg, "image/jpeg", rigger.rig(photo.jpeg).json)


def _drawn(name: str) -> Sitter:
    picture, rig = (DRAWINGS / f"{name}.{kind}" for kind in ("svg", "json"))
    return Sitter(name, picture.read_bytes(), "image/svg+xml", rig.read_bytes())


def unmoved() -> list[int]:
    """Points that no mouth and no lid moves: not those of lips, lids, chin, jaw and cheeks near."""
    rest = set(range(FACE_POINTS))
    for eye in EYES:
        rest -= {*eye.upper, *eye.lower, *eye.crease, *eye.bag, *eye.under_brow}
    rest -= {point for row in (*UPPER_LIP, *LOWER_LIP) for point in row}
    return sorted(rest - set(JAWLINE))


def read_back(landmarks: Landmarks, session: Session) -> dict[str, Any]:
    """What another pass sees, in shares of the face's height."""
    seen = {look: landmarks.again(np.asarray(image)) for look, image in session.shown.items()}
    lost = [f"{kind} {name}".strip() for (kind, name), face in seen.items() if face is None]
    found = {look: face.points[:, :2] for look, face in seen.items() if face is not None}
    if REST not in found:
        return {"lost": lost}
    rest = found[REST]
    height = float(np.linalg.norm(rest[CHIN] - rest[FOREHEAD]))
    upper = [point for point in unmoved() if rest[point, 1] < rest[UPPER_LIP[-1][MIDDLE], 1]]
    visemes = {name: found[("viseme", name)] for name in VISEMES if ("viseme", name) in found}
    strays = [np.linalg.norm((at - rest)[upper], axis=1).mean() / height for at in visemes.values()]
    return {
        "lost": lost,
        "open": {name: round(_open(at) / height, 4) for name, at in visemes.items()},
        "wide": {name: round(_wide(at) / height, 4) for name, at in visemes.items()},
        "wide_rest": round(_wide(rest) / height, 4),
        "wide_smile": round(_wide(found[SMILE]) / height, 4) if SMILE in found else None,
        "eyes_rest": round(_eyes(rest) / height, 4),
        "eyes_blink": round(_eyes(found[BLINK]) / height, 4) if BLINK in found else None,
        "stray_percent": spread(100 * float(stray) for stray in strays),
        "frame_ms": round(session.frame_ms, 1),
    }


def _open(at: Points) -> float:
    return float(np.linalg.norm(at[LOWER_LIP[0][MIDDLE]] - at[UPPER_LIP[0][MIDDLE]]))


def _wide(at: Points) -> float:
    return float(np.linalg.norm(at[LEFT_CORNER] - at[RIGHT_CORNER]))


def _eyes(at: Points) -> float:
    gaps = [at[list(eye.lower[2:-2])] - at[list(eye.upper[2:-2])] for eye in EYES]
    return float(np.linalg.norm(np.vstack(gaps), axis=1).mean())


def verdicts(numbers: dict[str, Any]) -> dict[str, bool]:
    """What must be so in every face."""
    opening, width = numbers["open"], numbers["wide"]
    return {
        "aa opens more than E, E more than PP": opening["aa"] > opening["E"] > opening["PP"],
        "PP is closed": opening["PP"] < 0.02,
        "O and U are pursed": max(width["O"], width["U"]) < 0.93 * numbers["wide_rest"],
        "a smile widens": numbers["wide_smile"] > numbers["wide_rest"],
        "a blink closes": numbers["eyes_blink"] < 0.45 * numbers["eyes_rest"],
        "the rest stays": numbers["stray_percent"]["median"] < 1,
    }


def sheet(sessions: dict[str, Session]) -> Image.Image:
    """A few rows a face."""
    rows = -(-len(LOOKS) // SHEET_COLUMNS)
    page = Image.new("RGB", (SHEET_COLUMNS * TILE_PX, len(sessions) * rows * TILE_PX), "white")
    for number, session in enumerate(sessions.values()):
        for place, look in enumerate(LOOKS):
            tile = session.shown[look].resize((TILE_PX, TILE_PX), Image.Resampling.LANCZOS)
            label = look[1] if look[0] in ("viseme", "emotion") else look[0]
            label = {BLINK: "blink", SMILE: "smile"}.get(look, label)
            ImageDraw.Draw(tile).text(
                (6, 4), label, fill="white", stroke_width=2, stroke_fill="black"
            )
            row, column = divmod(place, SHEET_COLUMNS)
            page.paste(tile, (column * TILE_PX, (number * rows + row) * TILE_PX))
    return page


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contact_sheet")
    parser.add_argument("--out", type=Path, default=Path("contact-sheet.jpg"))
    asked = parser.parse_args()
    landmarks = Landmarks()
    with studio() as room:
        drawn = {each.name: room.render(each, (REST, *LOOKS), SIDE_PX) for each in sitters()}
    numbers = {name: read_back(landmarks, session) for name, session in drawn.items()}
    shown = {name: drawn[name] for name in SHOWN}
    sheet(shown).save(asked.out, quality=80)
    photographed = {name: each for name, each in numbers.items() if name not in DRAWN}
    held = {name: verdicts(each) for name, each in photographed.items()}
    failed = [
        f"{name}: {what}" for name, each in held.items() for what, so in each.items() if not so
    ]
    print(json.dumps({"machine": machine(), "faces": numbers, "failed": failed}, indent=1))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
