"""What is remembered of people: `contracts.Memory` over the database, and its people's side."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts import Encoder
from services.domain import Learned, Recollection
from services.errors import NotFound, ProviderError
from services.storage import forgetting
from services.storage.database import Database
from services.storage.ranking import Usual, Vector, by_meaning, by_words, fused, labelled, vector_of
from services.storage.recollections import (
    KEPT,
    NEW,
    PAST,
    add,
    add_receipts,
    held_of,
    own,
    owned,
    recollection,
    rows_of,
    rows_with,
)
from services.storage.tables import CallRow, MemoryRow, now

log = logging.getLogger(__name__)

MOST_RECALLED = 12
MOST_ENCODED = 64
"""At a time."""


class Memories:
    """Encoding blocks on an engine, so it is never done within a unit of work."""

    def __init__(self, database: Database, encoder: Encoder) -> None:
        self._database = database
        self._encoder = encoder
        self._usual: Usual | None = None

    def prepare(self) -> None:
        """Let the encoder do now what the first look-up would have to wait for."""
        self._asked("")

    def known(self, person_id: str) -> Sequence[Recollection]:
        """All that holds, oldest first."""
        return [each for each in self.listed(person_id) if each.state != PAST]

    def listed(self, person_id: str) -> Sequence[Recollection]:
        """All that is kept, also what does not hold any more, oldest first."""
        return self._read(lambda session: rows_of(session, person_id))

    def of_call(self, person_id: str, call_id: str) -> Sequence[Recollection]:
        """What has a receipt of that call, oldest first."""
        every = self.listed(person_id)
        return [each for each in every if any(r.call_id == call_id for r in each.receipts)]

    def recall(self, person_id: str, companion_id: str, words: str) -> Sequence[Recollection]:
        """What these words bring to mind, best first; often nothing."""
        found = self.search(person_id, words)
        known_to = ("", companion_id)
        return [each for each in found if each.state != PAST and each.companion_id in known_to]

    def search(self, person_id: str, words: str) -> Sequence[Recollection]:
        """Likewise, with what does not hold any more, and whoever may know it."""
        asked = self._asked(words)

        def work(session: Session) -> Sequence[MemoryRow]:
            held = held_of(session, person_id)
            vectors = {each.id: each.embedding for each in held if each.embedding}
            near = by_meaning(*asked, vectors) if asked else []
            pinned = frozenset(each.id for each in held if each.pinned)
            newest = [each.id for each in held]
            best = fused([by_words(session, person_id, words), near], newest, pinned)
            return rows_with(session, best[:MOST_RECALLED])

        return self._read(work)

    def remember(self, person_id: str, learned: Learned) -> None:
        """Take over what a call changed; what is gone meanwhile stays gone."""

        def work(session: Session) -> None:
            for told in learned.told:
                add(session, person_id, told)
            for memory_id, receipt in (*learned.confirmed, *learned.ended):
                if (row := own(session, person_id, memory_id)) is not None:
                    add_receipts(session, row, (receipt,))
                    row.updated_at = now()
                    row.state = PAST if (memory_id, receipt) in learned.ended else row.state
            for memory_id in learned.forgotten:
                if (row := own(session, person_id, memory_id)) is not None:
                    forgetting.forget(session, row)

        self._database.run(work)
        if learned.forgotten:
            self._database.scrub()
        self._encode_new(person_id)

    def change(
        self,
        person_id: str,
        memory_id: int,
        *,
        text: str | None = None,
        pinned: bool | None = None,
        kept: bool | None = None,
        companion_id: str | None = None,
    ) -> Recollection:
        """As changed; None leaves a value as it is. Raises `NotFound`."""

        def work(session: Session) -> list[MemoryRow]:
            row = owned(session, person_id, memory_id)
            if text is not None and text != row.text:
                row.text, row.embedding, row.topic = text, None, ""
            row.pinned = row.pinned if pinned is None else pinned
            row.companion_id = row.companion_id if companion_id is None else companion_id
            row.state = KEPT if kept and row.state == NEW else row.state
            row.updated_at = now()
            return [row]

        (changed,) = self._read(work)
        self._encode_new(person_id)
        return changed

    def forget(self, person_id: str, memory_id: int) -> None:
        """Strike it from all that is kept, transcripts included. Raises `NotFound`."""
        self._database.run(
            lambda session: forgetting.forget(session, owned(session, person_id, memory_id))
        )
        self._database.scrub()

    def forget_call(self, person_id: str, call_id: str, *, with_memories: bool) -> None:
        """Delete a call, and if wanted what only it taught. Raises `NotFound`."""

        def work(session: Session) -> None:
            call = session.get(CallRow, call_id)
            if call is None or call.person_id != person_id:
                raise NotFound("call")
            for row in rows_of(session, person_id) if with_memories else ():
                if {receipt.call_id for receipt in row.receipts} == {call_id}:
                    forgetting.forget(session, row)
            session.delete(call)

        self._database.run(work)
        self._database.scrub()

    def _read(self, work: Callable[[Session], Sequence[MemoryRow]]) -> list[Recollection]:
        return self._database.run(
            lambda session: [recollection(session, row) for row in work(session)]
        )

    def _asked(self, words: str) -> tuple[Vector, Usual] | None:
        """The words' vector, and what to compare it with; without an encoder, nothing."""
        try:
            if self._usual is None:
                self._usual = Usual.of(self._encoder)
            return vector_of(self._encoder.encode([words], asking=True)[0]), self._usual
        except ProviderError as error:
            log.info("recalled by words alone", extra={"code": error.code})
            return None

    def _encode_new(self, person_id: str) -> None:
        """Find vectors for what has none; what fails is found by its words until the next time."""
        waiting = (
            select(MemoryRow.id, MemoryRow.kind, MemoryRow.text)
            .where(MemoryRow.person_id == person_id, MemoryRow.embedding.is_(None))
            .limit(MOST_ENCODED)
        )
        texts = self._database.run(
            lambda session: {row.id: (row.kind, row.text) for row in session.execute(waiting)}
        )
        if not texts:
            return
        try:
            vectors = self._encoder.encode(
                [labelled(kind, text) for kind, text in texts.values()], asking=False
            )
        except ProviderError as error:
            log.warning("not encoded", extra={"code": error.code, "detail": error.detail})
            return

        def work(session: Session) -> None:
            for (memory_id, (_, text)), vector in zip(texts.items(), vectors, strict=True):
                row = own(session, person_id, memory_id)
                if row is not None and row.text == text:
                    row.embedding = vector

        self._database.run(work)
