"""Units of work, migrations, and what happens when the database does not play along."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.errors import ConfigError, NotFound, StorageError
from services.offload import Result, inline
from services.storage.database import Database
from services.storage.people import present
from services.storage.pgvector import Floats
from services.storage.tables import PersonRow
from services.storage.vectors import tables_of
from tests.support.patience import hang_s

MIGRATE = """
import sys
from services.offload import inline
from services.storage.database import Database
Database(sys.argv[1], offload=inline).migrate()
"""


def names(database: Database) -> list[str]:
    return list(database.run(lambda session: session.scalars(select(PersonRow.id)).all()))


def is_no_index_of_words(name: str | None, kind: str, parents: object) -> bool:
    """That is made by hand on each database, and SQLite keeps it in tables of its own."""
    return not str(name).startswith("memory_words")


def test_the_migrations_make_the_tables_that_the_models_declare(
    database: Database, url: str
) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg2")
    engine = create_engine(parsed)
    if parsed.get_backend_name() == "postgresql":
        engine.dialect.ischema_names = {**engine.dialect.ischema_names, "vector": Floats}
    with engine.connect() as connection, Session(connection) as session:
        context = MigrationContext.configure(
            connection, opts={"include_name": is_no_index_of_words}
        )
        tables = tables_of(session)
        declared = {table.metadata for table in tables}
        assert compare_metadata(context, list(declared)) == []
        assert {table.name for table in tables} < set(inspect(connection).get_table_names())
    engine.dispose()


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.run(lambda session: present(session, "kept"))
    database.migrate()
    assert names(database) == ["kept"]


def test_processes_that_start_at_once_migrate_once(url: str) -> None:
    command = [sys.executable, "-c", MIGRATE, url]
    starts = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [start.communicate(timeout=hang_s(60))[1] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], said
    database = Database(url, offload=inline)
    assert names(database) == []
    database.close()


def test_what_a_failed_unit_wrote_is_not_kept(database: Database) -> None:
    def work(session: Session) -> None:
        present(session, "half")
        raise NotFound("something else")

    with pytest.raises(NotFound):
        database.run(work)
    assert names(database) == []


def test_a_conflict_gets_one_more_try(database: Database) -> None:
    tries = []

    def work(session: Session) -> None:
        tries.append(1)
        present(session, "someone")
        if len(tries) == 1:
            raise OperationalError("COMMIT", None, Exception("database is locked"))

    database.run(work)
    assert (len(tries), names(database)) == (2, ["someone"])


def test_a_lasting_failure_is_a_storage_error_that_quotes_no_words(database: Database) -> None:
    tries = []

    def work(session: Session) -> None:
        tries.append(1)
        session.execute(text("INSERT INTO people (id, name) VALUES ('x', :name)"), {"name": "Eve"})

    with pytest.raises(StorageError) as caught:
        database.run(work)
    assert len(tries) == 2
    assert "Eve" not in caught.value.detail


def test_a_mistake_in_sql_is_not_tried_again(database: Database) -> None:
    tries = []

    def work(session: Session) -> None:
        tries.append(1)
        session.execute(text("SELECT :missing"))

    with pytest.raises(StorageError):
        database.run(work)
    assert len(tries) == 1


def test_a_lost_connection_is_replaced(postgres_url: str) -> None:
    database = Database(postgres_url, offload=inline)
    database.migrate()
    tries = []

    def work(session: Session) -> None:
        tries.append(1)
        if len(tries) == 1:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        present(session, "someone")

    database.run(work)
    assert (len(tries), names(database)) == (2, ["someone"])
    database.close()


class OneThread:
    """Runs all work on one thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self.thread = self._pool.submit(threading.current_thread).result()

    def __call__(self, work: Callable[[], Result]) -> Result:
        return self._pool.submit(work).result()


def test_everything_of_a_unit_runs_where_it_may_block(url: str) -> None:
    """Also what leaves the unit: rows are read without going back to the database."""
    elsewhere = OneThread()
    database = Database(url, offload=elsewhere)
    database.migrate()
    threads = set()

    def work(session: Session) -> PersonRow:
        threads.add(threading.current_thread())
        return present(session, "someone")

    row = database.run(work)
    assert (threads, row.id, row.pause_tolerance) == ({elsewhere.thread}, "someone", "normal")
    database.close()


def test_threads_may_write_at_once(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: database.run(lambda s: present(s, f"{n % 20}")), range(100)))
    assert sorted(names(database), key=int) == [str(n) for n in range(20)]


def test_sqlite_waits_for_another_process_and_does_not_lose_its_settings(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/visavis.db", offload=inline)
    database.migrate()

    def pragma(name: str) -> object:
        return database.run(lambda session: session.scalar(text(f"PRAGMA {name}")))

    assert [pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys")] == [
        "wal",
        1,
        1,
    ]
    assert pragma("busy_timeout") == 5000
    database.close()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_impossible_address_stops_the_start(url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        Database(url, offload=inline)


def test_the_short_name_of_postgresql_is_accepted(postgres_url: str) -> None:
    database = Database(postgres_url.replace("postgresql://", "postgres://"), offload=inline)
    assert database.ping() == "ok"
    database.close()


def test_a_database_that_is_not_there_is_a_storage_error() -> None:
    database = Database("postgresql://postgres@/nothing?host=/nonexistent", offload=inline)
    with pytest.raises(StorageError):
        database.ping()
    with pytest.raises(StorageError):
        database.migrate()
