"""Files stay for as long as something uses them, or may come to."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from services.offload import inline
from services.storage.blob_stores import Folder
from services.storage.blobs import Blobs
from services.storage.companions import RIG_TYPE
from services.storage.database import Database
from services.storage.people import present
from services.storage.retention import UNUSED, Retention
from services.storage.tables import CompanionRow, VoiceRow
from tests.storage.conftest import ALICE
from tests.support.patience import hang_s


@pytest.fixture
def retention(database: Database, blobs: Blobs) -> Retention:
    return Retention(database, blobs)


def later(wait: timedelta) -> datetime:
    return datetime.now(UTC) + wait


def test_what_nobody_came_to_use_is_deleted(retention: Retention, blobs: Blobs) -> None:
    portrait = blobs.put(b"picture", "image/jpeg", ALICE)
    blobs.put_beside(portrait, b"{}", RIG_TYPE)
    assert retention.sweep_files(later(UNUSED - timedelta(minutes=1))) == 0
    assert len(blobs.of(ALICE)) == 2
    assert retention.sweep_files(later(UNUSED + timedelta(minutes=1))) == 2
    assert blobs.of(ALICE) == {}


def test_what_is_used_stays_with_all_that_lies_beside_it(
    retention: Retention, database: Database, blobs: Blobs
) -> None:
    used = [blobs.put(b"a file", kind, ALICE) for kind in ("image/jpeg", *["audio/x-wav"] * 3)]
    beside = [
        blobs.put_beside(used[0], b"{}", RIG_TYPE),
        blobs.put_beside(used[0], b"a clip", "video/mp4", "c" * 32),
    ]

    def use(session: Session) -> None:
        present(session, ALICE)
        portrait, sample, excerpt, preview = used
        card = {"name": "Iris", "persona": "warm friend", "voice": "hibari/heart"}
        session.add(CompanionRow(id="1", person_id=ALICE, portrait=portrait, **card))
        made_of = {"sample": sample, "excerpt": excerpt, "preview": preview}
        session.add(VoiceRow(id="1", person_id=ALICE, label="Mine", **made_of))

    database.run(use)
    assert retention.sweep_files(later(timedelta(days=400))) == 0
    assert blobs.of(ALICE).keys() == {*used, *beside}


def test_files_that_come_and_go_meanwhile_are_no_failure(tmp_path: Path) -> None:
    busy, over = Blobs(Folder(tmp_path, offload=inline), secret_key="test"), threading.Event()

    def come_and_go() -> None:
        while not over.is_set():
            busy.forget(busy.put(b"picture", "image/jpeg", ALICE))

    others = [threading.Thread(target=come_and_go) for _ in range(4)]
    for other in others:
        other.start()
    try:
        for _ in range(500):
            assert busy.older(later(-UNUSED)) == []
    finally:
        over.set()
        for other in others:
            other.join(hang_s())


def test_files_that_are_not_ours_are_left_alone(
    retention: Retention, blobs: Blobs, tmp_path: Path
) -> None:
    blobs.put(b"picture", "image/jpeg", ALICE)
    others = [tmp_path / "blobs" / name for name in (".gitkeep", "notes.txt", f"{ALICE}/mine.txt")]
    for path in others:
        path.write_text("not ours")
    assert retention.sweep_files(later(timedelta(days=400))) == 1
    assert all(path.exists() for path in others)
