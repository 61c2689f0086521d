"""The HTTP side of the server, put together as in a call but without calls."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from services.domain import Persona, Rig, Voice
from services.errors import CompanionError, StorageError
from services.offload import inline
from services.providers.failover.health import Status
from services.providers.memory.stub import StubEncoder
from services.security.authentication import Authentication
from services.security.passwords import Passwords
from services.settings import Settings
from services.storage.blobs import Blobs
from services.storage.companions import DEFAULTS, Companions
from services.storage.database import Database
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories
from services.storage.people import People
from services.storage.personal_data import PersonalData
from services.web import converters, cors, failures, headers, identity, limits
from services.web.media.pictures import portrait_from
from services.web.media.portraits import Portraits
from services.web.routes import (
    accounts,
    admin,
    calls,
    companion_files,
    health,
    me,
    pages,
    privacy,
    providers,
    sessions,
    tokens,
    uploads,
    voices,
)
from services.web.routes import blobs as blob_pages
from services.web.routes import companions as companion_pages
from tests.described import StrictClient
from tests.web.studio import Studio

ROOT = Path(__file__).parents[2]
PERSONAS = {card.persona: Persona(f"You are {card.name}, a friend.") for card in DEFAULTS}
VOICES = [Voice("hibari/heart", "Heart"), Voice("kokoro/bf_emma", "Emma", "en-GB")]


RIG = Rig(b'{"version":1}', faces=1)


@dataclass
class FakeRigger:
    """A rigger that says what a test wants to hear."""

    name: str = "fake"
    rigged: Rig | CompanionError = RIG

    def rig(self, jpeg: bytes) -> Rig:
        if isinstance(self.rigged, CompanionError):
            raise self.rigged
        return self.rigged


@dataclass
class House:
    """What the pages stand on, for tests to look at and to break."""

    journal: DatabaseJournal
    blobs: Blobs
    voices: Sequence[Voice] = field(default_factory=lambda: list(VOICES))
    voice_error: Exception | None = None
    sick: bool = False
    ready: bool = True
    statuses: list[Status] = field(default_factory=list)
    rigger: FakeRigger = field(default_factory=FakeRigger)
    hung_up: list[str] = field(default_factory=list)
    """Those whose calls were ended."""

    def offered(self, person_id: str) -> Sequence[Voice]:
        if self.voice_error:
            raise self.voice_error
        return self.voices

    def check(self) -> object:
        if self.sick:
            raise StorageError("a detail for the log")
        return "ok"


@pytest.fixture
def companions(database: Database, blobs: Blobs) -> Companions:
    return Companions(database, blobs, personas=PERSONAS, voices=lambda person_id: VOICES)


@pytest.fixture
def house(database: Database, companions: Companions, blobs: Blobs) -> House:
    return House(DatabaseJournal(database, name_of=companions.name_within), blobs)


@pytest.fixture
def studio(database: Database, blobs: Blobs) -> Studio:
    return Studio(database, blobs)


@pytest.fixture
def memories(database: Database) -> Memories:
    return Memories(database, StubEncoder())


@pytest.fixture
def live() -> list[str]:
    """Whose calls were told to forget the earlier ones."""
    return []


@pytest.fixture
def app(
    tmp_path: Path,
    database: Database,
    companions: Companions,
    house: House,
    studio: Studio,
    memories: Memories,
    live: list[str],
) -> Flask:
    app = Flask("visavis", template_folder=ROOT / "templates", static_folder=ROOT / "static")
    authentication = Authentication.on(
        database,
        house.blobs,
        Settings.load({}),
        secret_key="test",
        passwords=Passwords(inline, memory_kib=64),
    )
    converters.register(app)
    app.extensions["desk"] = authentication
    app.test_client_class = StrictClient
    identity.register(app, "test", authentication.session_gate, authentication.tokens)
    cors.register(app, ["https://friend.test"])
    limits.register(app, authentication.limits)
    headers.register(app, behind_proxy=True)
    failures.register(app)
    uploads.limit(app)
    people = People(database)
    portraits = Portraits(house.blobs, house.rigger, portrait_from)

    def voices_of(person: str) -> Sequence[Voice]:
        return [*house.offered(person), *studio.voices.of(person)]

    for blueprint in (
        pages.blueprint(tmp_path / "node_modules"),
        uploads.blueprint(portraits, studio.recordings),
        companion_files.blueprint(
            companions, portraits, personas=PERSONAS, voices=voices_of, offload=inline
        ),
        privacy.blueprint(
            PersonalData(database, house.blobs),
            studio.voices,
            studio.forgetting,
            house.hung_up.append,
            offload=inline,
        ),
        voices.blueprint(
            studio.voices,
            house.blobs,
            studio.jobs,
            studio.forgetting,
            cloner=studio.cloner.name,
            matches=True,
        ),
        blob_pages.blueprint(house.blobs),
        me.blueprint(people),
        companion_pages.blueprint(companions, personas=PERSONAS, voices=voices_of),
        calls.blueprint(house.journal, memories, forget_past=live.append),
        providers.blueprint(lambda: house.statuses),
        health.blueprint(
            {"database": house.check}, ready=lambda: house.ready, statuses=lambda: house.statuses
        ),
        accounts.blueprint(authentication, issuer_label=""),
        sessions.blueprint(authentication),
        tokens.blueprint(authentication),
        admin.blueprint(authentication.accounts, calls=lambda: 3),
    ):
        app.register_blueprint(blueprint)
    return app


@pytest.fixture
def authentication(app: Flask) -> Authentication:
    found: Authentication = app.extensions["desk"]
    return found


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A browser that has not opened the page."""
    return app.test_client()


@pytest.fixture
def alice(app: Flask) -> FlaskClient:
    return opened(app)


@pytest.fixture
def bob(app: Flask) -> FlaskClient:
    return opened(app)


def opened(app: Flask) -> FlaskClient:
    """A browser that has."""
    client = app.test_client()
    assert client.get("/").status_code == 200
    return client


def code_of(response: TestResponse) -> tuple[int, str]:
    """What a refusal says to programs."""
    return response.status_code, response.get_json()["code"]


def person_of(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        return str(session["person"])


def picture(
    width_px: int = 200, height_px: int = 300, kind: str = "JPEG", **options: object
) -> bytes:
    """A small file, red on its left half and blue on its right."""
    image = Image.new("RGB", (width_px, height_px), "red")
    image.paste("blue", (width_px // 2, 0, width_px, height_px))
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
