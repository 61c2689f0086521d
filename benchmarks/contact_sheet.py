"""Every face with every look, drawn by the page's own renderer, and read back by another pass.

    python -m benchmarks.contact_sheet [--out docs/contact-sheet.jpg] [--only NAME …] [--tile 80]

The picture is for eyes. The numbers, as JSON, are from MediaPipe's face mesh, which looks at each
frame as if it were a photo: how far the mouth is open and wide and the eyes are open, and how far
what should not move has moved.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.looks import LOOKS, REST
from benchmarks.read_back import read_back, verdicts
from benchmarks.report import machine
from benchmarks.sitters import MISREAD, sitters
from benchmarks.studio import Session, Sitter, studio
from services.portraits.landmarks import Landmarks
from services.portraits.points import OVAL

SIDE_PX, TILE_PX, QUALITY = 768, 80, 66
ROOM = 0.62
"""Of a face's height, that is shown on each side of its middle."""
HEADING_PX = 14


def head(rig: bytes) -> tuple[float, float, float, float]:
    """The square round a face, in pixels of the frame."""
    read = json.loads(rig)
    oval = np.array(read["vertices"]).reshape(-1, 2)[list(OVAL)] * (SIDE_PX / read["size"])
    least, most = oval.min(axis=0), oval.max(axis=0)
    reach = min(SIDE_PX / 2, ROOM * float(most[1] - least[1]))
    x, y = np.clip((least + most) / 2, reach, SIDE_PX - reach).tolist()
    return (x - reach, y - reach, x + reach, y + reach)


def sheet(seen: list[tuple[Sitter, Session]], tile_px: int) -> Image.Image:
    """A row a face."""
    size = (len(LOOKS) * tile_px, HEADING_PX + len(seen) * tile_px)
    page = Image.new("RGB", size, "white")
    write = ImageDraw.Draw(page).text
    for column, name in enumerate(LOOKS):
        write((column * tile_px + 4, 1), name, fill="black")
    for row, (sitter, session) in enumerate(seen):
        down_px, box = HEADING_PX + row * tile_px, head(sitter.rig)
        for column, look in enumerate(LOOKS.values()):
            tile = session.shown[look].resize((tile_px, tile_px), Image.Resampling.LANCZOS, box)
            page.paste(tile, (column * tile_px, down_px))
        write((4, down_px + 2), sitter.name, fill="white", stroke_width=2, stroke_fill="black")
    return page


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contact_sheet")
    parser.add_argument("--out", type=Path, help="where the picture is to be kept")
    parser.add_argument("--only", action="append", help="a name of a face; several times")
    parser.add_argument("--tile", type=int, default=TILE_PX, help="side of a picture, in pixels")
    asked = parser.parse_args()
    landmarks = Landmarks()
    wanted = [each for each in sitters() if not asked.only or each.name in asked.only]
    with studio() as room:
        seen = [(each, room.render(each, (REST, *LOOKS.values()), SIDE_PX)) for each in wanted]
    if asked.out:
        sheet(seen, asked.tile).save(asked.out, quality=QUALITY)
    numbers = {
        each.name: read_back(landmarks, session, MISREAD.get(each.name, frozenset()))
        for each, session in seen
    }
    held = {name: verdicts(each) for name, each in numbers.items()}
    failed = [
        f"{name}: {what}" for name, each in held.items() for what, so in each.items() if not so
    ]
    print(json.dumps({"machine": machine(), "faces": numbers, "failed": failed}, indent=1))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
