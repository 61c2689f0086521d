"""Who sits for the benchmarks: photos of many kinds of people, and the drawn companions."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benchmarks.studio import Sitter
from services.providers.portraits.embedded import EmbeddedRigger
from services.settings import Settings
from tests import faces, photos
from tests.photos import Photo

DRAWN = ("iris", "theo", "juno")
DRAWINGS = Path(__file__).resolve().parents[1] / "static" / "portraits"

MISREAD = {
    "theo": {"open", "wide", "eyes"},
    "juno": {"eyes"},
    "bearded": {"eyes"},
    "calm": {"eyes"},
}
"""What a mesh that knows photos misreads: a drawn face in a beard, closed eyes behind glasses or
that are drawn."""


@cache
def _rigger() -> EmbeddedRigger:
    return EmbeddedRigger.from_settings(Settings.load({}))


def photographed(photo: Photo) -> Sitter:
    name = photo.name.replace(" ", "-")
    return Sitter(name, photo.jpeg, "image/jpeg", _rigger().rig(photo.jpeg).json)


def drawn(name: str) -> Sitter:
    picture, rig = (DRAWINGS / f"{name}.{kind}" for kind in ("svg", "json"))
    return Sitter(name, picture.read_bytes(), "image/svg+xml", rig.read_bytes())


def sitters() -> list[Sitter]:
    """All of them, in the order of the contact sheet."""
    people = [photos.grace(), photos.astronaut(), *(face.photo for face in faces.FACES)]
    child = faces.childlike(faces.found("leafy"))
    return [*map(photographed, (*people, child)), *map(drawn, DRAWN)]
