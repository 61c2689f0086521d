"""Vectors in a column of PostgreSQL's extension pgvector, which ranks by them.

There is no index over the vectors: a search is for one person, and an approximate index knows
nothing of persons. Measured with 10 people of 400 memories each, HNSW finds 26 % of the nearest 12,
or 75 % when it may search on, in 0.4 to 0.7 ms; comparing all that a person has takes 0.4 ms.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    ForeignKey,
    MetaData,
    String,
    Table,
    delete,
    exists,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.types import UserDefinedType

from services.storage.ranking import (
    FUSION,
    MIN_NEARNESS,
    MIN_SHARE,
    NEWEST_SHARE,
    Meaning,
    asked_words,
    vector_of,
)
from services.storage.tables import MemoryRow, PersonRow

BYTES_EACH = 4
FOUND = text("""
WITH near AS MATERIALIZED (
    SELECT memory_id AS id, -(vector <#> CAST(:vector AS vector)) - :usually AS nearness
    FROM memory_vectors WHERE person_id = :person AND vector_dims(vector) = :size
), held AS MATERIALIZED (
    SELECT id, pinned, nearness, updated_at,
        row_number() OVER (ORDER BY updated_at DESC, id DESC) - 1 AS place
    FROM memories LEFT JOIN near USING (id) WHERE person_id = :person
), matched AS (
    SELECT id, row_number() OVER (
        ORDER BY ts_rank(to_tsvector('english'::regconfig, text), asked) DESC, id) - 1 AS place
    FROM memories, to_tsquery('english', :words) AS asked
    WHERE person_id = :person AND to_tsvector('english'::regconfig, text) @@ asked
), meant AS (
    SELECT id, row_number() OVER (ORDER BY nearness DESC, held.place) - 1 AS place FROM held
    WHERE nearness >= greatest(:least, :share * (SELECT max(nearness) FROM held))
)
SELECT id FROM held LEFT JOIN matched USING (id) LEFT JOIN meant USING (id),
    CAST(:fusion AS float8) AS fusion
WHERE matched.id IS NOT NULL OR meant.id IS NOT NULL
ORDER BY coalesce(1 / (fusion + matched.place), 0) + coalesce(1 / (fusion + meant.place), 0)
    + (CAST(pinned AS int) / fusion + :newest / (fusion + held.place)) DESC,
    matched.place, meant.place
LIMIT :most
""")
"""What `ranking.by_words`, `by_meaning` and `fused` find, in one query."""


class Floats(UserDefinedType[bytes]):
    """Little-endian float32s; the database takes and gives them as text, and loses nothing."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "vector"

    def bind_processor(self, dialect: Dialect) -> Callable[[bytes | None], str | None]:
        return lambda value: None if value is None else as_text(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str], bytes]:
        return lambda value: np.array(json.loads(value), "<f4").tobytes()


VECTORS = Table(
    "memory_vectors",
    MetaData(naming_convention=PersonRow.metadata.naming_convention),
    Column(
        "memory_id",
        ForeignKey(MemoryRow.__table__.c.id, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column(
        "person_id",
        String(64),
        ForeignKey(PersonRow.__table__.c.id, ondelete="CASCADE"),
        index=True,
        nullable=False,
    ),
    Column("vector", Floats, nullable=False),
)


def as_text(vector: bytes) -> str:
    return str(vector_of(vector).tolist())


def is_used(connection: Connection) -> bool:
    """Whether this database keeps vectors so."""
    if connection.dialect.name != "postgresql":
        return False
    return connection.scalar(text("SELECT to_regclass('memory_vectors')")) is not None


def put(connection: Connection, rows: Iterable[tuple[int, str, bytes]]) -> None:
    """Keep vectors, each for the id of a recollection and of its person, in place of others."""
    adding = insert(VECTORS)
    adding = adding.on_conflict_do_update(index_elements=["memory_id"], set_=adding.excluded)
    connection.execute(adding, [dict(zip(VECTORS.c.keys(), row, strict=True)) for row in rows])


class InColumn:
    name = "pgvector"
    tables: tuple[Table, ...] = (VECTORS,)

    def found(
        self, session: Session, person_id: str, words: str, meaning: Meaning | None, *, most: int
    ) -> list[int]:
        asked = {
            "person": person_id,
            "words": " | ".join(asked_words(words)),
            "vector": meaning and as_text(meaning.vector.tobytes()),
            "usually": meaning and meaning.usually,
            "size": meaning and meaning.vector.size,
            "least": MIN_NEARNESS,
            "share": MIN_SHARE,
            "fusion": FUSION,
            "newest": NEWEST_SHARE,
            "most": most,
        }
        return list(session.scalars(FOUND, asked))

    def absent(self, size_bytes: int) -> ColumnElement[bool]:
        fits = func.vector_dims(VECTORS.c.vector) == size_bytes // BYTES_EACH
        return ~exists().where(VECTORS.c.memory_id == MemoryRow.id, fits)

    def keep(self, session: Session, row: MemoryRow, vector: bytes) -> None:
        put(session.connection(), [(row.id, row.person_id, vector)])

    def drop(self, session: Session, row: MemoryRow) -> None:
        session.execute(delete(VECTORS).where(VECTORS.c.memory_id == row.id))
