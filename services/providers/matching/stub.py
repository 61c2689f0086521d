"""A search for a voice that is over at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.domain import Matching, Sound
from services.providers.stub_stream import StubStream
from services.settings import Settings

SIMILARITY = 0.9
STYLE = b"stub"


class StubMatcher:
    name = "stub"

    @classmethod
    def from_settings(cls, settings: Settings) -> StubMatcher:
        return cls()

    def match(self, samples: Sequence[Sound]) -> StubStream[Matching]:
        return StubStream(self._search())

    def _search(self) -> Iterator[Matching]:
        yield Matching(0.5, left_s=1, similarity=SIMILARITY, nearest=SIMILARITY)
        yield Matching(1.0, left_s=0, similarity=SIMILARITY, nearest=SIMILARITY, style=STYLE)
