"""Each test of storage runs on SQLite and on PostgreSQL, those of memory also on one that has no
pgvector."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from services.domain import Persona, Voice
from services.offload import inline
from services.storage.blobs import Blobs
from services.storage.companions import DEFAULTS, Companions
from services.storage.database import Database
from services.storage.journal import DatabaseJournal
from tests.storage.postgres import BARE, cluster

ALICE = "a" * 32
BOB = "b" * 32
VOICES = [Voice("hibari/heart", "Heart"), Voice("kokoro/bf_emma", "Emma")]
PERSONAS = {card.persona: Persona(card.name) for card in DEFAULTS}


WITHOUT = "postgresql without pgvector"
EVERY_WAY = ["sqlite", "postgresql", WITHOUT]
"""That vectors are kept, for `url`."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of its databases, whose names are for ``format``."""
    with cluster() as url:
        for name in ("visavis", "bare"):
            execute(url, f"CREATE DATABASE {name}")
        yield url.replace("/postgres?", "/{}?")


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """Of an empty database."""
    return _emptied(postgres.format("visavis"))


@pytest.fixture
def bare_url(postgres: str) -> str:
    """Likewise, on what looks like a server with no extensions."""
    url = _emptied(postgres.format("bare"))
    execute(url, f"ALTER DATABASE bare {BARE}")
    return url


def execute(url: str, *statements: str) -> None:
    """As a superuser."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    for statement in statements:
        connection.cursor().execute(statement)
    connection.close()


def _emptied(url: str) -> str:
    """Two that are emptied for each test are far less to write than one for each."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    execute(
        url,
        f"SELECT pg_terminate_backend(pid, 1000) {others}",
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA public",
    )
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/visavis.db"
    return str(request.getfixturevalue("bare_url" if request.param == WITHOUT else "postgres_url"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url, offload=inline)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def companions(database: Database, blobs: Blobs) -> Companions:
    return Companions(database, blobs, personas=PERSONAS, voices=lambda person_id: VOICES)


@pytest.fixture
def journal(database: Database, companions: Companions) -> DatabaseJournal:
    return DatabaseJournal(database, name_of=companions.name_within)


@pytest.fixture
def call(journal: DatabaseJournal) -> str:
    journal.call_started("call-1", ALICE, "iris")
    return "call-1"
