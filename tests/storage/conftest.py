"""Each test of storage runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import uuid
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
from tests.storage.postgres import BINARIES, cluster

ALICE = "a" * 32
BOB = "b" * 32
VOICES = [Voice("hibari/heart", "Heart"), Voice("kokoro/bf_emma", "Emma")]
PERSONAS = {card.persona: Persona(card.name) for card in DEFAULTS}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    if not BINARIES:
        pytest.skip("PostgreSQL's server is not installed")
    with cluster() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """A new, empty database."""
    name = f"test_{uuid.uuid4().hex}"
    connection = psycopg2.connect(postgres)
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    connection.close()
    return postgres.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path}/visavis.db"


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
