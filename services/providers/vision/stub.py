"""An observer that notices pictures, and nothing in them."""

from __future__ import annotations

from services.domain import Picture, Sight
from services.settings import Settings


class StubObserver:
    name = "stub"

    @classmethod
    def from_settings(cls, settings: Settings) -> StubObserver:
        return cls()

    def look(self, picture: Picture) -> Sight:
        return Sight(picture.source, picture.taken_ms, picture.width_px, picture.height_px)
