"""A judge that takes every pause for the end."""

from __future__ import annotations

from services.domain import Sound
from services.settings import Settings


class StubTurnEnd:
    name = "stub"

    @classmethod
    def from_settings(cls, settings: Settings) -> StubTurnEnd:
        return cls()

    def probability(self, sound: Sound, words: str) -> float:
        return 1.0
