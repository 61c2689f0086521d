"""The whole server in this process, with everyone who may come to its door, and what Alice has."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from services.security.tokens import Tokens
from services.settings import Settings
from services.storage.accounts import Accounts, Role
from services.storage.sessions import Kind, Sessions
from services.wiring.parts import Parts
from tests.belongings import furnish, signed
from tests.clients import Caller
from tests.described import StrictClient
from tests.e2e.server import STUBS

KEY = "of the house, for tests"
MARK = "zanzibar"
"""A word that stands in all that is Alice's, and nowhere else."""
ALICE, BOB, ADMIN = "a" * 32, "b" * 32, "c" * 32
OTHERS = ("nobody", "bob", "admin", "expired", "forged", "revoked")
"""Everyone but Alice: the last three say that they are her."""
NOTHING: Mapping[str, str] = MappingProxyType({})
RATES = ("REQUESTS", "UPLOADS", "SIGN_IN", "CALLS", "MESSAGES", "EVENTS")


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Tests want no access log."""


@dataclass
class House:
    """``things`` are the ids of what Alice has, made anew when someone was let near them."""

    app: Flask
    parts: Parts
    url: str
    _things: dict[str, str] = field(default_factory=dict)

    @property
    def things(self) -> dict[str, str]:
        if not self._things:
            self._things = furnish(self.parts.database, self.parts.blobs, ALICE, MARK)
        return self._things

    def renew(self) -> None:
        """Whatever may have been changed or deleted is there once more."""
        self._things = {}

    def client(self, who: str) -> FlaskClient:
        """A browser, or the program of ``expired``, that has just come."""
        client = self.app.test_client()
        if cookie := self.cookie(who):
            client.set_cookie("visavis", cookie)
        if who == "expired":
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.token(who)}"
        return client

    def cookie(self, who: str) -> str:
        """As `GET /` and signing in would have set it; empty for those without."""
        if who in ("nobody", "expired"):
            return ""
        person = {"bob": BOB, "admin": ADMIN}.get(who, ALICE)
        session_id = self._session(person)
        if who == "revoked":
            Sessions(self.parts.database).end(person, session_id)
        return signed(
            {"person": person, "session": session_id}, "of a thief" if who == "forged" else KEY
        )

    def token(self, who: str) -> str:
        """An access token; that of ``expired`` was Alice's."""
        person = {"bob": BOB, "admin": ADMIN}.get(who, ALICE)
        tokens = Tokens(KEY, access_lifetime_s=-1 if who == "expired" else 60)
        return tokens.pair(person, self._session(person, Kind.PROGRAM), 0).access

    def _session(self, person: str, kind: Kind = Kind.BROWSER) -> str:
        return Sessions(self.parts.database).begin(person, kind, "a test")


@contextmanager
def open_house(folder: Path, settings: Mapping[str, str] = NOTHING) -> Iterator[House]:
    """The server, listening; its rates are beyond what a test asks for."""
    handlers, level = logging.root.handlers[:], logging.root.level
    app, parts = create_app(_settings(folder, settings))
    app.test_client_class = StrictClient
    logging.root.handlers[:], logging.root.level = handlers, level
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    accounts = Accounts(parts.database)
    for name, person in (("alice", ALICE), ("bob", BOB), ("admin", ADMIN)):
        accounts.claim(person, email=f"{name}@example.org", password_hash="none fits")
    accounts.change(ADMIN, role=Role.ADMIN)
    parts.start()
    try:
        yield House(app, parts, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        parts.close()


def leave(caller: Caller) -> None:
    """Hang up without waiting for the poll in hand, which the server may hold for 25 s."""
    caller.socket.eio.disconnect(abort=True)
    caller.http.close()


def _settings(folder: Path, more: Mapping[str, str]) -> Settings:
    rates = {f"RATE_{name}": "100000/second" for name in RATES}
    return Settings.load(
        {
            **STUBS,
            **rates,
            "SECRET_KEY": KEY,
            "ASYNC_MODE": "threading",
            "DATA_DIR": str(folder),
            "BLOB_URL": (folder / "blobs").as_uri(),
            "OIDC_ISSUER": "http://127.0.0.1:1",
            "OIDC_CLIENT_ID": "visavis",
            **more,
        }
    )
