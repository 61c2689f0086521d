"""Drawn hands in five colours of skin: Microsoft's Fluent Emoji (MIT), where no photo is free."""

from __future__ import annotations

from PIL import Image

from tests.fetching import NPM, Package, fetched
from tests.photos import FOLDER

PACKAGE = Package(
    NPM,
    "@lobehub/fluent-emoji-3d@1.1.0",
    "c1bb7eee7de090205a232518a9ab4adb3df458bfbe8a1f78232991194c8b2e58",
)
SHAPES = {
    "raised": "270b",
    "spread": "1f590",
    "waving": "1f44b",
    "thumbs up": "1f44d",
    "thumbs down": "1f44e",
    "fist": "270a",
    "victory": "270c",
}
SKINS = {"light": "1f3fb", "fair": "1f3fc", "olive": "1f3fd", "brown": "1f3fe", "dark": "1f3ff"}


def hand(shape: str, skin: str, *, height_px: int = 170, lean_degrees: float = 0) -> Image.Image:
    """A hand on nothing (RGBA); leaning to the picture's left when positive."""
    paths = {
        f"package/assets/{code}-{tone}.webp": FOLDER / "hands" / f"{name}-{colour}.webp"
        for name, code in SHAPES.items()
        for colour, tone in SKINS.items()
    }
    fetched(PACKAGE, paths)
    image = Image.open(FOLDER / "hands" / f"{shape}-{skin}.webp").convert("RGBA")
    image = image.resize((height_px, height_px))
    return image.rotate(lean_degrees, Image.Resampling.BICUBIC, expand=True)
