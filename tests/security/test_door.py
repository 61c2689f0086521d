"""The door: asks seldom, notices at once, and holds while the database is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from services.errors import SignedOut, StorageError
from services.offload import Offload
from services.security.session_gate import SessionGate
from services.storage.accounts import Accounts
from services.storage.database import Database
from services.storage.sessions import Kind, Sessions

PERSON = "a" * 32
Result = TypeVar("Result")


class Counting:
    """Runs work, counts it, and can be out of order."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_away = False

    def __call__(self, work: Callable[[], Result]) -> Result:
        self.asked += 1
        if self.is_away:
            raise StorageError("away")
        return work()


@pytest.fixture
def offload() -> Counting:
    return Counting()


@pytest.fixture
def database(tmp_path: object, offload: Offload) -> Database:
    database = Database(f"sqlite:///{tmp_path}/visavis.db", offload=offload)
    database.migrate()
    return database


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return Sessions(database)


@pytest.fixture
def session(database: Database, sessions: Sessions) -> str:
    Accounts(database).claim(PERSON, email="ada@example.org")
    return sessions.begin(PERSON, Kind.BROWSER, "Firefox")


def test_ten_events_a_second_ask_once(sessions: Sessions, session: str, offload: Counting) -> None:
    session_gate = SessionGate(sessions)
    session_gate.admit(PERSON, session)
    before = offload.asked
    for _ in range(100):
        session_gate.admit(PERSON, session)
    assert offload.asked == before


def test_what_ends_here_is_noticed_at_once(sessions: Sessions, session: str) -> None:
    session_gate = SessionGate(sessions)
    session_gate.admit(PERSON, session)
    sessions.end(PERSON, session)
    session_gate.changed(PERSON)
    with pytest.raises(SignedOut):
        session_gate.admit(PERSON, session)


def test_what_ends_elsewhere_is_noticed_soon(sessions: Sessions, session: str) -> None:
    session_gate = SessionGate(sessions, remembered_s=0)
    session_gate.admit(PERSON, session)
    sessions.end(PERSON, session)
    with pytest.raises(SignedOut):
        session_gate.admit(PERSON, session)


def test_an_answer_from_before_a_change_is_not_remembered(
    sessions: Sessions, session: str, database: Database
) -> None:
    class Slow(Sessions):
        """The session ends while the answer is on its way."""

        def role_of(self, person_id: str, session_id: str):  # type: ignore[no-untyped-def]
            role = super().role_of(person_id, session_id)
            if not ended:
                ended.append(session_id)
                self.end(person_id, session_id)
                session_gate.changed(person_id)
            return role

    ended: list[str] = []
    session_gate = SessionGate(Slow(database))
    session_gate.admit(PERSON, session)
    with pytest.raises(SignedOut):
        session_gate.admit(PERSON, session)


def test_while_the_database_is_away_the_last_answer_holds(
    sessions: Sessions, session: str, offload: Counting
) -> None:
    session_gate = SessionGate(sessions, remembered_s=0)
    session_gate.admit(PERSON, session)
    offload.is_away = True
    assert session_gate.admit(PERSON, session).person_id == PERSON
    with pytest.raises(StorageError):
        session_gate.admit("b" * 32, "")


def test_a_session_opens_for_its_own_person_alone(sessions: Sessions, session: str) -> None:
    session_gate = SessionGate(sessions)
    for person, shown in (("b" * 32, session), (PERSON, ""), (PERSON, "c" * 32)):
        with pytest.raises(SignedOut):
            session_gate.admit(person, shown)
