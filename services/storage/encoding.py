"""What the encoder makes of words: what they ask for, and vectors for what is remembered."""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts import Encoder
from services.errors import ProviderError
from services.storage.database import Database
from services.storage.ranking import Meaning, Usual, labelled
from services.storage.recollections import own
from services.storage.tables import MemoryRow
from services.storage.vectors import vectors_of

log = logging.getLogger(__name__)

MAX_ENCODED = 64
"""At a time."""


class Encoding:
    """Encoding blocks on an engine, so it is never done within a unit of work."""

    def __init__(self, database: Database, encoder: Encoder) -> None:
        self._database = database
        self._encoder = encoder
        self._middles: Usual | None = None

    def meaning(self, words: str) -> Meaning | None:
        """What these words ask for; without an encoder, nothing."""
        try:
            return self._usual().meaning(self._encoder.encode([words], asking=True)[0])
        except ProviderError as error:
            log.info("recalled by words alone", extra={"code": error.code})
            return None

    def encode_new(self, person_id: str) -> None:
        """Find vectors for what has none; what fails is found by its words until the next time."""
        try:
            size_bytes = self._usual().told.nbytes
            texts = self._database.run(lambda session: _waiting(session, person_id, size_bytes))
            labels = [labelled(kind, text) for kind, text in texts.values()]
            vectors = self._encoder.encode(labels, asking=False) if labels else ()
        except ProviderError as error:
            log.warning("not encoded", extra={"code": error.code, "detail": error.detail})
            return

        def work(session: Session) -> None:
            kept = vectors_of(session)
            for (memory_id, (_, text)), vector in zip(texts.items(), vectors, strict=True):
                row = own(session, person_id, memory_id)
                if row is not None and row.text == text:
                    kept.keep(session, row, vector)

        if texts:
            self._database.run(work)

    def _usual(self) -> Usual:
        """Raises `ProviderError`."""
        if self._middles is None:
            self._middles = Usual.of(self._encoder)
        return self._middles


def _waiting(session: Session, person_id: str, size_bytes: int) -> dict[int, tuple[str, str]]:
    """Kind and text of what has no vector of that size, by id."""
    waiting = (
        select(MemoryRow.id, MemoryRow.kind, MemoryRow.text)
        .where(MemoryRow.person_id == person_id, vectors_of(session).absent(size_bytes))
        .order_by(MemoryRow.id)
        .limit(MAX_ENCODED)
    )
    return {row.id: (row.kind, row.text) for row in session.execute(waiting)}
