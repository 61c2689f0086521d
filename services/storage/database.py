"""SQLite or PostgreSQL, reached in whole units of work."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.orm import Session

from services.errors import ConfigError, StorageError
from services.offload import Offload
from services.settings import Settings
from services.storage.upgrade import upgrade
from services.storage.vector_column import to_column

log = logging.getLogger(__name__)
Result = TypeVar("Result")

TRANSIENT = (OperationalError, InterfaceError, IntegrityError)
"""Locks, serialization failures, lost connections, and a row that another process just made."""
PERSONAL = ("memories", "memory_vectors", "receipts", "messages", "calls")
"""Tables that may hold words of people, or what they mean. Not every database has all."""
BUSY_TIMEOUT_MS = 5_000
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_MS = 10_000
MIGRATION_LOCK = 0x56697361
"""PostgreSQL's advisory lock for migrations: any number nobody else in the database uses."""


class Database:
    """The database of this process.

    A unit of work runs wholly inside ``offload``: the session is opened, used, committed and
    closed there, and only plain values come out. Connections wait in SQLAlchemy's queue pool. It
    is right for both ways to run: with real threads each unit has its own connection; under a hub
    one unit runs at a time, so the pool's locks are never contended, and the connection that
    stays open keeps SQLite from folding its write-ahead log back after each unit.
    """

    def __init__(self, url: str, *, offload: Offload) -> None:
        """Raises `ConfigError` for a URL that cannot work. Connects on first use."""
        self._offload = offload
        self._engine = _engine(_checked(url))

    def run(self, work: Callable[[Session], Result]) -> Result:
        """What ``work`` returns, once committed; when it raises, nothing of it is kept.

        Blocks the caller, not the hub. ``work`` may run twice: a lost connection, a lock or a
        conflict with another process gets one more try. Raises `StorageError` after that, and
        whatever ``work`` itself raises.
        """
        try:
            return self._once(work)
        except StorageError as exc:
            if not isinstance(exc.__cause__, TRANSIENT):
                raise
            return self._once(work)

    def migrate(self) -> None:
        """Bring the tables up to date, in one transaction that other processes wait for.

        Blocks, and logs: call it before serving. Raises `StorageError`.
        """
        try:
            with self._engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    _wait_for_turn(connection)
                upgrade(connection)
                hint = to_column(connection)
        except SQLAlchemyError as exc:
            raise StorageError(f"the database could not be prepared: {exc}") from exc
        if hint:
            log.warning("memory is searched without pgvector, more slowly", extra={"hint": hint})

    def scrub(self) -> None:
        """Clear the disk of what was deleted. Raises `StorageError`.

        SQLite overwrites what it deletes, but its full-text index keeps words until it is merged,
        and its write-ahead log the pages of before; PostgreSQL keeps dead rows until a vacuum.
        """
        dbapi: Any = self._engine.dialect.dbapi
        try:
            self._offload(self._scrub)
        except (SQLAlchemyError, dbapi.Error) as exc:
            raise StorageError(type(exc).__name__) from exc

    def ping(self) -> str:
        """``ok``. Raises `StorageError` when the database does not answer."""
        self.run(lambda session: session.execute(text("SELECT 1")))
        return "ok"

    def close(self) -> None:
        self._engine.dispose()

    def _scrub(self) -> None:
        pooled = self._engine.raw_connection()
        try:
            connection: Any = pooled.driver_connection
            if self._engine.dialect.name == "sqlite":
                connection.execute("INSERT INTO memory_words(memory_words) VALUES ('optimize')")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                return
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(
                "SELECT name FROM unnest(%s) AS name WHERE to_regclass(name) IS NOT NULL",
                (list(PERSONAL),),
            )
            cursor.execute(f"VACUUM {', '.join(name for (name,) in cursor.fetchall())}")
            connection.autocommit = False
        finally:
            pooled.close()

    def _once(self, work: Callable[[Session], Result]) -> Result:
        try:
            return self._offload(lambda: self._unit(work))
        except SQLAlchemyError as exc:
            raise StorageError(type(exc).__name__) from exc

    def _unit(self, work: Callable[[Session], Result]) -> Result:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            return work(session)


def address_of(settings: Settings) -> str:
    """Of the database that the settings name, or of the file beside the secret key."""
    return settings.database_url or f"sqlite:///{settings.data_dir / 'visavis.sqlite3'}"


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as exc:
        raise ConfigError("DATABASE_URL: this is not the address of a database") from exc
    if parsed.get_backend_name() in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg2")
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError("DATABASE_URL: must be SQLite or PostgreSQL")
    if parsed.database in (None, "", ":memory:"):
        raise ConfigError("DATABASE_URL: SQLite needs a file, as in sqlite:////folder/visavis.db")
    return parsed


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        options = f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
        return create_engine(
            url, connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": options}
        )
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Source: https://www.sqlite.org/wal.html; NORMAL loses nothing when a process is killed."""
    connection.isolation_level = None  # Transactions are ours: `_begin_sqlite`.
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: str | None) -> str | None:
    """SQLite's own knows the letters of ASCII alone, PostgreSQL's all."""
    return value and value.lower()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: one that is taken midway fails without waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _wait_for_turn(connection: Connection) -> None:
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
