"""People at a running server, with one of each thing, in whose name the fuzz asks."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from services.cards import archive
from services.cards.card import Card
from services.offload import inline
from services.security.passwords import Passwords
from services.security.tokens import Tokens
from services.storage.accounts import Accounts
from services.storage.blob_stores import Folder
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.sessions import Kind, Sessions
from services.storage.voices import Voices
from tests.belongings import furnish, signed
from tests.e2e.server import Server
from tests.sounds import tone
from tests.web.conftest import picture

KEY = "of the fuzz, for tests"
PASSWORD = "four words of mine"
PASSWORD_HASH = Passwords(inline, memory_kib=64).hash(PASSWORD, email="")
JPEG, WAV = picture(96, 96), tone(16_000).wav
CARD = archive.packed(Card("Somebody"), JPEG)
FILES = {"portrait": JPEG, "voice_sample": WAV, "consent": WAV, "file": CARD}
"""Such as the forms take."""


@dataclass(frozen=True)
class Guest:
    things: Mapping[str, Any]
    """What a route or a field of that name may be given."""
    ways: Mapping[str, dict[str, str]]
    """Headers to come in with: by ``cookie``, by ``token``, or as nobody."""


@dataclass(frozen=True)
class Hotel:
    database: Database
    blobs: Blobs

    def welcome(self) -> Guest:
        """Somebody new."""
        person, email = secrets.token_hex(16), f"{secrets.token_hex(8)}@example.org"
        Accounts(self.database).claim(person, email=email, password_hash=PASSWORD_HASH)
        things = furnish(self.database, self.blobs, person, "a thing")
        sessions = Sessions(self.database)
        browser = sessions.begin(person, Kind.BROWSER, "a browser")
        program = sessions.begin(person, Kind.PROGRAM, "a program")
        pair = Tokens(KEY).pair(person, program, 0)
        cookie = signed({"person": person, "session": browser}, KEY)
        words = {"email": email, "password": PASSWORD, "old": PASSWORD}
        wishes = {"persona": "warm friend", "voice": "stub/plain", "kind": "match", "sure": True}
        others = {"refresh_token": pair.refresh, "companion": things["companion_id"]}
        return Guest(
            {**things, **words, **wishes, **others, **self._brought(person)},
            {
                "cookie": {"Cookie": f"visavis={cookie}"},
                "token": {"Authorization": f"Bearer {pair.access}"},
                "nobody": {},
            },
        )

    def _brought(self, person: str) -> dict[str, str]:
        """As if it were uploaded, which takes a second."""
        portrait = self.blobs.put(JPEG, "image/jpeg", person)
        sample = self.blobs.put(WAV, "audio/x-wav", person)
        voice = Voices(self.database).add(
            person, "a voice", sample=sample, sample_sha256="", speech_s=16.0
        )
        return {"portrait": portrait, "voice_id": voice.id}


@contextmanager
def hotel(server: Server) -> Iterator[Hotel]:
    """At a server that was started with `KEY`."""
    database = Database(f"sqlite:///{server.data_dir / 'visavis.sqlite3'}", offload=inline)
    uploads = server.data_dir.parent / "uploads"
    yield Hotel(database, Blobs(Folder(uploads, offload=inline), secret_key=KEY))
    database.close()
