"""Any file that may hold a companion, told apart by its content."""

from __future__ import annotations

from services.cards import archive, tavern
from services.cards.card import ImportedCard, NoCompanion


def read(content: bytes) -> ImportedCard:
    """Raises `NoCompanion`."""
    if content.startswith(b"PK"):
        return archive.unpacked(content)
    if content.startswith(tavern.PNG):
        return tavern.from_png(content)
    if content.lstrip()[:1] == b"{":
        return tavern.from_json(content)
    raise NoCompanion("neither an archive, nor a PNG, nor JSON")
