"""What is remembered of people: `contracts.Memory` over the database, and its people's side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from services.contracts import Encoder
from services.domain import Learned, Recollection
from services.errors import NotFound
from services.storage import forgetting
from services.storage.database import Database
from services.storage.encoding import Encoding
from services.storage.recollections import (
    KEPT,
    NEW,
    PAST,
    add,
    add_receipts,
    own,
    owned,
    recollection,
    rows_of,
    rows_with,
)
from services.storage.tables import CallRow, MemoryRow, now
from services.storage.vectors import vectors_of

MAX_RECALLED = 12


class Memories:
    def __init__(self, database: Database, encoder: Encoder) -> None:
        self._database = database
        self._encoding = Encoding(database, encoder)

    def prepare(self) -> None:
        """Let the encoder do now what the first look-up would have to wait for."""
        self._encoding.meaning("")

    def check(self) -> str:
        """How vectors are kept. Raises `StorageError`."""
        return self._database.run(lambda session: vectors_of(session).name)

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
        meaning = self._encoding.meaning(words)

        def work(session: Session) -> Sequence[MemoryRow]:
            found = vectors_of(session).found
            return rows_with(session, found(session, person_id, words, meaning, most=MAX_RECALLED))

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
        self._encoding.encode_new(person_id)

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
                row.text, row.topic = text, ""
                vectors_of(session).drop(session, row)
            row.pinned = row.pinned if pinned is None else pinned
            row.companion_id = row.companion_id if companion_id is None else companion_id
            row.state = KEPT if kept and row.state == NEW else row.state
            row.updated_at = now()
            return [row]

        (changed,) = self._read(work)
        self._encoding.encode_new(person_id)
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
