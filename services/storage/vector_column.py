"""Moves vectors between the BLOBs of before and the column of pgvector.

That depends on the server, not on the version: a server may get pgvector at any time, so it is
tried again at every start.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.exc import DBAPIError

from services.storage.pgvector import VECTORS, is_used, put
from services.storage.tables import MemoryRow

BATCH = 500
EMPTIED = text("ALTER TABLE memories ALTER COLUMN embedding TYPE bytea USING NULL")
"""Writes the table anew: an update would leave the BLOBs lying between its rows."""
NOT_INSTALLED = "install pgvector on the database's server, then start again"
NOT_ALLOWED = (
    "let a superuser run CREATE EXTENSION vector in this database, in a schema on its search_path, "
    "then start again"
)


def to_column(connection: Connection) -> str:
    """Move all to the column if this database can have one.

    Returns what would have to be done so that it can, for whoever runs it; empty when it can, or
    is no PostgreSQL.
    """
    if connection.dialect.name != "postgresql":
        return ""
    if not is_used(connection):
        if hint := _extended(connection):
            return hint
        VECTORS.create(connection)
    left = (
        select(MemoryRow.id, MemoryRow.person_id, MemoryRow.embedding)
        .where(MemoryRow.embedding.is_not(None))
        .order_by(MemoryRow.person_id, MemoryRow.id)
    )
    moved = False
    for rows in connection.execute(left, execution_options={"yield_per": BATCH}).partitions():
        put(connection, [(row.id, row.person_id, row.embedding) for row in rows])
        moved = True
    if moved:
        connection.execute(EMPTIED)
    return ""


def to_blobs(connection: Connection) -> None:
    """Move all back, and drop the column; the extension stays."""
    if not is_used(connection):
        return
    theirs = MemoryRow.id == bindparam("memory")
    back = update(MemoryRow).where(theirs).values(embedding=bindparam("vector"))
    held = select(VECTORS.c.memory_id.label("memory"), VECTORS.c.vector)
    for rows in connection.execute(held, execution_options={"yield_per": BATCH}).partitions():
        connection.execute(back, [dict(row._mapping) for row in rows])
    VECTORS.drop(connection)


def _extended(connection: Connection) -> str:
    """Get the extension; returns what is in the way."""
    known = text("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
    if connection.scalar(known) is None:
        return NOT_INSTALLED
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
    except DBAPIError:
        return NOT_ALLOWED
    usable = connection.scalar(text("SELECT to_regtype('vector')"))
    return "" if usable else NOT_ALLOWED
