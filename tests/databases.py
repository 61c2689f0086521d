"""Databases with all their tables, without making the tables each time."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from services.offload import inline
from services.storage.database import Database


def fresh(folder: Path) -> Database:
    """An SQLite database in ``folder``, migrated and empty; whoever asks closes it."""
    path = folder / "visavis.db"
    path.write_bytes(_migrated())
    return Database(f"sqlite:///{path}", offload=inline)


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "visavis.db"
        database = Database(f"sqlite:///{path}", offload=inline)
        database.migrate()
        database.close()
        return path.read_bytes()
