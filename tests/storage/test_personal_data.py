"""All of a person: out as a file, gone without a trace, and no longer than wanted."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.offload import inline
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.people import People, present
from services.storage.personal_data import PersonalData
from services.storage.retention import Retention
from services.storage.tables import (
    AccountRow,
    CallRow,
    CompanionRow,
    JobRow,
    LinkRow,
    MemoryRow,
    MessageRow,
    ReceiptRow,
    SessionRow,
    VoiceRow,
)
from services.storage.vectors import tables_of, vectors_of
from tests.storage.conftest import ALICE, BOB

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MARK = "zanzibar"
VECTOR = np.array([0.6, 0.8], "<f4").tobytes()


@pytest.fixture
def personal_data(database: Database, blobs: Blobs) -> PersonalData:
    for person in (ALICE, BOB):
        database.run(lambda session, person=person: fill(session, person))
        blobs.put(MARK.encode(), "image/jpeg", person)
    return PersonalData(database, blobs)


def fill(session: Session, person: str) -> None:
    """A row in each table that has rows of people."""
    present(session, person).name = MARK
    session.add(
        AccountRow(person_id=person, email=f"{person}@{MARK}.org", password_hash="a secret hash")
    )
    session.flush()
    session.add_all(
        [
            LinkRow(issuer=MARK, subject=person, person_id=person),
            SessionRow(id=person, person_id=person, kind="browser", label=MARK),
            CompanionRow(
                id=person, person_id=person, name=MARK, persona="warm friend", voice="hibari/heart"
            ),
            CallRow(
                id=person,
                person_id=person,
                companion_id="iris",
                companion_name=MARK,
                started_at=NOON,
                ended_at=NOON,
            ),
            JobRow(id=person, person_id=person, kind="clip", state="done", message=MARK),
            VoiceRow(id=person[:8], person_id=person, label=MARK, style=b"\1\2"),
        ]
    )
    memory = MemoryRow(person_id=person, kind="taste", text=MARK)
    session.add(memory)
    session.flush()
    vectors_of(session).keep(session, memory, VECTOR)
    session.add(MessageRow(call_id=person, turn=1, speaker="user", text=MARK, heard_text=MARK))
    session.add(ReceiptRow(memory_id=memory.id, call_id=person, turn=1, quote=MARK, said_at=NOON))


@pytest.fixture
def of_people(database: Database) -> set[str]:
    """Every table with a column that points at a row of somebody's."""
    every = database.run(tables_of)
    return {table.name for table in every if table.foreign_keys}


def test_every_table_of_people_is_taken_out(
    personal_data: PersonalData, of_people: set[str]
) -> None:
    rows = personal_data.rows(ALICE)
    assert rows.keys() == of_people | {"people"}
    assert all(len(found) == 1 for found in rows.values())
    assert BOB not in json.dumps(rows)
    assert base64.b64encode(VECTOR).decode() in json.dumps(rows)


def test_the_archive_holds_words_and_files_but_no_way_in(personal_data: PersonalData) -> None:
    with zipfile.ZipFile(io.BytesIO(personal_data.archive(ALICE, inline))) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    assert json.loads(content["messages.json"])[0]["text"] == MARK
    assert [name for name in content if name.startswith("files/")]
    assert b"a secret hash" not in b"".join(content.values())
    assert "id" not in json.loads(content["sessions.json"])[0]


def test_packing_is_left_to_whoever_may_block(personal_data: PersonalData, tmp_path: Path) -> None:
    left: list[Callable[[], Any]] = []
    personal_data.archive(ALICE, left.append)  # type: ignore[arg-type]
    (pack,) = left
    assert zipfile.is_zipfile(io.BytesIO(pack()))


def test_a_file_that_a_crash_left_unfinished_keeps_nothing_back(
    personal_data: PersonalData, blobs: Blobs, tmp_path: Path
) -> None:
    [blob_id] = blobs.of(ALICE)
    (tmp_path / "blobs" / f"{blob_id}.part").write_bytes(b"half a")
    assert zipfile.is_zipfile(io.BytesIO(personal_data.archive(ALICE, inline)))
    personal_data.delete(ALICE)
    assert list((tmp_path / "blobs" / ALICE).iterdir()) == []


def test_what_is_deleted_is_nowhere(
    personal_data: PersonalData, database: Database, blobs: Blobs, of_people: set[str]
) -> None:
    deleted = personal_data.delete(ALICE)
    assert deleted.keys() == of_people | {"people", "files"}
    assert personal_data.rows(ALICE) == {}
    assert blobs.of(ALICE) == {}
    assert len(personal_data.rows(BOB)) == len(of_people) + 1
    assert len(blobs.of(BOB)) == 1

    def left(session: Session) -> str:
        return "".join(str(session.execute(select(each)).all()) for each in tables_of(session))

    assert ALICE not in database.run(left)


def test_who_kept_nothing_has_nothing_to_delete(personal_data: PersonalData) -> None:
    nobody = "c" * 32
    assert personal_data.delete(nobody) == {}
    with zipfile.ZipFile(io.BytesIO(personal_data.archive(nobody, inline))) as archive:
        assert archive.namelist() == []


@pytest.mark.parametrize(("days", "later", "kept"), [(7, 6, 1), (7, 8, 0), (None, 4000, 1)])
def test_calls_are_kept_as_long_as_wanted(
    personal_data: PersonalData,
    database: Database,
    blobs: Blobs,
    days: int | None,
    later: int,
    kept: int,
) -> None:
    if days is not None:
        People(database).change(ALICE, keep_days=days)
    deleted = Retention(database, blobs).sweep_calls(NOON + timedelta(days=later))
    assert deleted == 1 - kept
    rows = personal_data.rows(ALICE)
    assert (len(rows.get("calls", [])), len(rows.get("messages", []))) == (kept, kept)
    assert len(rows["memories"]) == 1
    assert len(personal_data.rows(BOB)["calls"]) == 1


@pytest.mark.parametrize(("later", "kept"), [(7, 1), (9, 0)])
def test_a_call_that_was_cut_off_by_a_crash_is_kept_no_longer(
    personal_data: PersonalData, database: Database, blobs: Blobs, later: int, kept: int
) -> None:
    People(database).change(ALICE, keep_days=7)
    database.run(lambda session: setattr(session.get(CallRow, ALICE), "ended_at", None))
    Retention(database, blobs).sweep_calls(NOON + timedelta(days=later))
    assert len(personal_data.rows(ALICE).get("calls", [])) == kept
