"""Where the vectors of what is remembered are kept, and how what words mean is found by them.

They are BLOBs beside the words and ranked here; or, on PostgreSQL with pgvector, in a table of
their own, and the database ranks by them.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy import Table as AnyTable
from sqlalchemy.orm import Session

from services.storage import pgvector
from services.storage.ranking import Meaning, by_meaning, by_words, fused
from services.storage.tables import MemoryRow, Table


class Vectors(Protocol):
    """All within a unit of work."""

    name: str
    tables: tuple[AnyTable, ...]
    """That there are because of them."""

    def found(
        self, session: Session, person_id: str, words: str, meaning: Meaning | None, *, most: int
    ) -> list[int]:
        """Ids of what the words bring to mind, best first; by themselves, and by their meaning."""
        ...

    def absent(self, size_bytes: int) -> ColumnElement[bool]:
        """Whether a recollection has no vector, or one of another size."""
        ...

    def keep(self, session: Session, row: MemoryRow, vector: bytes) -> None: ...

    def drop(self, session: Session, row: MemoryRow) -> None: ...


def vectors_of(session: Session) -> Vectors:
    """As they are kept now: another process may have moved them since the last unit of work."""
    return pgvector.InColumn() if pgvector.is_used(session.connection()) else InBlobs()


def tables_of(session: Session) -> list[AnyTable]:
    """All that this database has, what others refer to first."""
    return [*Table.metadata.sorted_tables, *vectors_of(session).tables]


class InBlobs:
    name = "blobs"
    tables: tuple[AnyTable, ...] = ()

    def found(
        self, session: Session, person_id: str, words: str, meaning: Meaning | None, *, most: int
    ) -> list[int]:
        newest_first = (
            select(MemoryRow.id, MemoryRow.embedding, MemoryRow.pinned)
            .where(MemoryRow.person_id == person_id)
            .order_by(MemoryRow.updated_at.desc(), MemoryRow.id.desc())
        )
        held = session.execute(newest_first).all()
        vectors = {memory_id: embedding for memory_id, embedding, _ in held if embedding}
        near = by_meaning(meaning, vectors) if meaning else []
        pinned = frozenset(memory_id for memory_id, _, is_pinned in held if is_pinned)
        newest = [memory_id for memory_id, _, _ in held]
        return fused([by_words(session, person_id, words), near], newest, pinned)[:most]

    def absent(self, size_bytes: int) -> ColumnElement[bool]:
        return or_(MemoryRow.embedding.is_(None), func.length(MemoryRow.embedding) != size_bytes)

    def keep(self, session: Session, row: MemoryRow, vector: bytes) -> None:
        row.embedding = vector

    def drop(self, session: Session, row: MemoryRow) -> None:
        row.embedding = None
