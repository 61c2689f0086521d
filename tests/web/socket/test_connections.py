"""Those who are signed out, wherever that was done, do not stay connected."""

from __future__ import annotations

import queue

import pytest

from services.errors import StorageError
from services.security.session_gate import SessionGate, Visitor
from services.storage.accounts import Accounts, Role
from services.storage.database import Database
from services.storage.sessions import Kind, Sessions
from services.web.socket.connections import Connections
from tests.support.patience import hang_s

PERSON = "a" * 32


@pytest.fixture
def sessions(database: Database) -> Sessions:
    Accounts(database).claim(PERSON, email="ada@example.org")
    return Sessions(database)


class AwayNow(Sessions):
    def role_of(self, person_id: str, session_id: str) -> Role:
        raise StorageError("away")


def test_who_says_nothing_is_sent_away_when_another_process_signed_them_out(
    sessions: Sessions,
) -> None:
    closed: queue.SimpleQueue[str] = queue.SimpleQueue()
    session_gate = SessionGate(sessions, remembered_s=0.0)
    connections = Connections(session_gate, closed.put, looks_every_s=0.02)
    here, there = (sessions.begin(PERSON, Kind.BROWSER, "Firefox") for _ in range(2))
    connections.came("here", Visitor(PERSON, here))
    connections.came("there", Visitor(PERSON, there))
    sessions.end(PERSON, there)
    assert closed.get(timeout=hang_s()) == "there"
    connections.left("there")
    connections.left("here")


def test_nobody_has_to_leave_because_the_database_is_away(database: Database) -> None:
    closed: list[str] = []
    session_gate = SessionGate(AwayNow(database))
    connections = Connections(session_gate, closed.append)
    connections.came("here", Visitor(PERSON, "session"))
    session_gate.changed(PERSON)
    connections.left("here")
    assert closed == []
