"""Each way to keep vectors finds the same; and they move from one to the other, losing nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.domain import Learned, Receipt, RecollectionKind, Told
from services.offload import inline
from services.providers.memory.stub import StubEncoder
from services.storage.account_merge import bring
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories
from services.storage.people import present
from services.storage.pgvector import InColumn, put
from services.storage.ranking import Meaning
from services.storage.tables import MemoryRow
from services.storage.upgrade import plan
from services.storage.vectors import InBlobs, vectors_of
from tests.storage.conftest import ALICE, BOB, EVERY_WAY, execute

TOLD = ("Your cat is called Milo.", "You play the cello.", "You live in Lisbon.")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
every_way = pytest.mark.parametrize("url", EVERY_WAY, indirect=True)


class ShortEncoder(StubEncoder):
    """One whose vectors have fewer numbers."""

    def encode(self, texts: Sequence[str], *, asking: bool) -> list[bytes]:
        return [each[:64] for each in super().encode(texts, asking=asking)]


def learn(database: Database, encoder: StubEncoder, *texts: str) -> Memories:
    """What Alice told in a call."""
    journal = DatabaseJournal(database, name_of=lambda session, companion_id: "Iris")
    journal.call_started("call-1", ALICE, "iris")
    memories = Memories(database, encoder)
    receipts = (Receipt("call-1", 1, NOON, "as I said"),)
    told = tuple(Told(RecollectionKind.LIFE, each, "", receipts) for each in texts)
    memories.remember(ALICE, Learned(told=told))
    return memories


def vectors_in(database: Database) -> dict[int, bytes]:
    """All that are kept, in whichever way, by the id of what they are of."""

    def work(session: Session) -> dict[int, bytes]:
        blobs = select(MemoryRow.id, MemoryRow.embedding).where(MemoryRow.embedding.is_not(None))
        held = [tuple(row) for row in session.execute(blobs)]
        for table in vectors_of(session).tables:
            held += [
                tuple(row) for row in session.execute(select(table.c.memory_id, table.c.vector))
            ]
        return {memory_id: bytes(vector) for memory_id, vector in held}

    return database.run(work)


def file_of_memories(database: Database) -> str:
    """Another one, whenever PostgreSQL has written the table anew."""
    path = text("SELECT pg_relation_filepath('memories')")
    return str(database.run(lambda session: session.scalar(path)))


def started(url: str) -> Database:
    database = Database(url, offload=inline)
    database.migrate()
    return database


def test_one_query_finds_what_ranking_here_does(postgres_url: str) -> None:
    database, chance = started(postgres_url), Random(7)
    words = ["cat", "dog", "garden", "music", "cello", "mother", "lisbon", "tea"]

    def random_vector() -> bytes:
        return np.array([chance.gauss(0, 1) for _ in range(8)], "<f4").tobytes()

    def fill(session: Session) -> None:
        for _ in range(200):
            vector = random_vector() if chance.random() < 0.8 else None
            row = MemoryRow(
                person_id=present(session, chance.choice([ALICE, ALICE, BOB])).id,
                kind="life",
                text=" ".join(chance.choices(words, k=3)),
                pinned=chance.random() < 0.1,
                embedding=vector,
                updated_at=NOON + timedelta(minutes=chance.randrange(100)),
            )
            session.add(row)
            session.flush()
            if vector:
                put(session.connection(), [(row.id, row.person_id, vector)])

    def compare(session: Session) -> set[int]:
        lengths = set()
        for _ in range(60):
            asked = " ".join(chance.sample(words, chance.randrange(3)))
            towards = np.frombuffer(random_vector(), "<f4")
            meaning = Meaning(towards, chance.random()) if chance.random() < 0.8 else None
            one, other = (
                way.found(session, ALICE, asked, meaning, most=50)
                for way in (InBlobs(), InColumn())
            )
            assert one == other
            lengths.add(len(one))
        return lengths

    database.run(fill)
    assert len(database.run(compare)) > 10
    database.close()


@every_way
def test_what_another_encoder_left_counts_as_none(database: Database) -> None:
    learn(database, StubEncoder(), *TOLD)
    before = vectors_in(database)
    memories = Memories(database, ShortEncoder())
    assert [each.text for each in memories.recall(ALICE, "iris", "my cat")] == [TOLD[0]]
    assert vectors_in(database) == before

    learn(database, ShortEncoder(), "You have a dog.")
    assert sorted(map(len, vectors_in(database).values())) == [64] * 4


@every_way
def test_they_come_along_into_an_account(database: Database, blobs: Blobs) -> None:
    memories = learn(database, StubEncoder(), *TOLD)
    bring(database, blobs, ALICE, BOB)
    assert [each.text for each in memories.recall(BOB, "iris", "A cellist!")] == [TOLD[1]]
    assert memories.recall(ALICE, "iris", "A cellist!") == []


def test_forgotten_ones_are_cleared_from_the_disk(postgres_url: str) -> None:
    database = started(postgres_url)
    memories = learn(database, StubEncoder(), TOLD[0])
    size = text("SELECT pg_relation_size('memory_vectors')")
    assert database.run(lambda session: session.scalar(size)) > 0
    memories.forget(ALICE, memories.known(ALICE)[0].id)
    assert database.run(lambda session: session.scalar(size)) == 0
    database.close()


def test_a_server_that_gets_pgvector_takes_them_over_and_may_give_them_back(
    bare_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = started(bare_url)
    memories = learn(database, StubEncoder(), *TOLD)
    kept, file = vectors_in(database), file_of_memories(database)
    assert (len(kept), memories.check()) == (3, "blobs")
    assert "install pgvector" in caplog.records[-1].hint
    database.close()

    execute(bare_url, "ALTER DATABASE bare RESET extension_control_path")
    caplog.clear()
    database = started(bare_url)
    memories = Memories(database, StubEncoder())
    assert (vectors_in(database), memories.check(), caplog.records) == (kept, "pgvector", [])
    assert file_of_memories(database) != file

    def go(direction: Callable[[Config, str], None], revision: str) -> None:
        database.run(lambda session: direction(plan(session.connection()), revision))

    go(command.downgrade, "0009")
    assert (vectors_in(database), memories.check()) == (kept, "blobs")
    go(command.upgrade, "head")
    assert (vectors_in(database), memories.check()) == (kept, "pgvector")
    database.close()


def test_a_role_that_may_not_extend_is_told_who_may(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    execute(postgres_url, "CREATE ROLE app LOGIN; GRANT ALL ON SCHEMA public TO app")
    url = postgres_url.replace("//postgres@", "//app@")
    for done_since, used in (
        ("SELECT", False),
        ("CREATE SCHEMA apart; CREATE EXTENSION vector SCHEMA apart", False),
        ("ALTER EXTENSION vector SET SCHEMA public", True),
    ):
        execute(postgres_url, done_since)
        caplog.clear()
        database = started(url)
        memories = learn(database, StubEncoder(), *TOLD)
        assert {each.text for each in memories.recall(ALICE, "iris", "my cat")} == {TOLD[0]}
        assert memories.check() == ("pgvector" if used else "blobs")
        hints = [record.hint for record in caplog.records]
        assert ["CREATE EXTENSION vector" in hint for hint in hints] == [True] * (not used)
        database.close()
