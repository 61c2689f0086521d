"""All that is kept of a person, whichever table it is in: taken out, or deleted.

What belongs to somebody is found by the foreign keys that lead to `PersonRow`: a new table is
included without a word about it here.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.orm import Session

from services.errors import NotFound
from services.offload import Offload
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.tables import PersonRow
from services.storage.vectors import tables_of

SECRET = frozenset({("accounts", "password_hash"), ("sessions", "id"), ("jobs", "worker")})
"""Columns that would let somebody in, or that are about this server."""
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


class PersonalData:
    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs

    def rows(self, person_id: str) -> dict[str, list[dict[str, Any]]]:
        """By table, in JSON's own types; tables with nothing are left out."""

        def work(session: Session) -> dict[str, list[dict[str, Any]]]:
            found = {}
            for table in _tables(session):
                chosen = select(table).where(_owned(table, person_id))
                if rows := session.execute(chosen).mappings().all():
                    found[table.name] = [_shown(table, dict(row)) for row in rows]
            return found

        return self._database.run(work)

    def archive(self, person_id: str, offload: Offload) -> bytes:
        """A ZIP with one JSON file a table, and every file that the person brought.

        ``offload`` packs it, which takes as long as there is much.
        """
        rows = self.rows(person_id)
        files = {}
        for blob_id in self._blobs.of(person_id):
            with suppress(NotFound):  # deleted meanwhile
                files[PurePosixPath(blob_id).name] = self._blobs.read(blob_id).content
        return offload(lambda: _packed(rows, files))

    def delete(self, person_id: str) -> dict[str, int]:
        """How much of each kind there was; from here on there is nothing."""

        def work(session: Session) -> dict[str, int]:
            counts = {}
            for table in _tables(session):
                count = select(func.count()).select_from(table).where(_owned(table, person_id))
                if number := session.scalar(count):
                    counts[table.name] = number
            if row := session.get(PersonRow, person_id):
                session.delete(row)
            return counts

        counts = self._database.run(work)
        files = len(self._blobs.of(person_id))
        self._blobs.forget_all(person_id)
        self._database.scrub()
        return {**counts, **({"files": files} if files else {})}


def _packed(rows: Mapping[str, Sequence[Mapping[str, Any]]], files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, found in rows.items():
            text = json.dumps(found, ensure_ascii=False, indent=2)
            archive.writestr(zipfile.ZipInfo(f"{table}.json", FIXED_DATE), text)
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"files/{name}", FIXED_DATE), content)
    return packed.getvalue()


def _tables(session: Session) -> list[Table]:
    """Those that hold something of people."""
    return [table for table in tables_of(session) if _paths(table)]


def _paths(table: Table) -> list[tuple[ColumnElement[Any], Table]]:
    """The columns that lead to a person, and the table that each leads to next."""
    people = PersonRow.__table__
    if table is people:
        return [(table.c.id, table)]
    return [
        (key.parent, key.column.table)
        for key in table.foreign_keys
        if key.column.table is not table and _paths(key.column.table)
    ]


def _owned(table: Table, person_id: str) -> ColumnElement[bool]:
    if table is PersonRow.__table__:
        return table.c.id == person_id
    return or_(
        *(
            column.in_(select(_key(parent)).where(_owned(parent, person_id)))
            for column, parent in _paths(table)
        )
    )


def _key(table: Table) -> ColumnElement[Any]:
    [column] = table.primary_key.columns
    return column


def _shown(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _in_json(value) for name, value in row.items() if (table.name, name) not in SECRET
    }


def _in_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value
