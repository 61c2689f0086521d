"""Who is signed in where. A session that has no row any more is signed out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.errors import NotFound, SignedOut
from services.storage.accounts import Role
from services.storage.database import Database
from services.storage.tables import AccountRow, SessionRow, now

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a session was last seen."""
FORGOTTEN_AFTER = timedelta(days=365)
"""A browser's cookie lives as long."""


class Kind(StrEnum):
    """What is signed in."""

    BROWSER = "browser"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session as its person sees it."""

    id: str
    kind: Kind
    label: str
    """The browser and its system, or what the person calls the program."""
    created_at: datetime
    seen_at: datetime


class Sessions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, person_id: str, kind: Kind, label: str) -> str:
        """The id of the new session; those that nobody used for a year are forgotten."""

        def work(session: Session) -> str:
            old = SessionRow.seen_at < now() - FORGOTTEN_AFTER
            session.execute(delete(SessionRow).where(SessionRow.person_id == person_id, old))
            row = SessionRow(
                id=secrets.token_hex(16), person_id=person_id, kind=kind.value, label=label
            )
            session.add(row)
            return row.id

        return self._database.run(work)

    def role_of(self, person_id: str, session_id: str) -> Role:
        """What they may do; notes that they were seen. Raises `SignedOut`.

        Someone without an account has no session, and needs none: until they claim what they did,
        the cookie of their browser is all there is.
        """

        def work(session: Session) -> Role:
            account = session.get(AccountRow, person_id)
            if account is None and not session_id:
                return Role.PERSON
            row = session.get(SessionRow, session_id)
            if account is None or row is None or row.person_id != person_id:
                raise SignedOut("no such session")
            if now() - row.seen_at > SEEN_EVERY:
                row.seen_at = now()
            return Role(account.role)

        return self._database.run(work)

    def listed(self, person_id: str) -> Sequence[SessionRecord]:
        """The person's sessions, the last one seen first."""
        theirs = (
            select(SessionRow)
            .where(SessionRow.person_id == person_id)
            .order_by(SessionRow.seen_at.desc(), SessionRow.id)
        )
        rows = self._database.run(lambda session: session.scalars(theirs).all())
        return [
            SessionRecord(row.id, Kind(row.kind), row.label, row.created_at, row.seen_at)
            for row in rows
        ]

    def end(self, person_id: str, session_id: str) -> None:
        """Sign it out. Raises `NotFound`, also for another person's."""

        def work(session: Session) -> None:
            row = session.get(SessionRow, session_id)
            if row is None or row.person_id != person_id:
                raise NotFound("session")
            session.delete(row)

        self._database.run(work)

    def end_others(self, person_id: str, kept: str) -> None:
        """Sign the person out everywhere but there."""
        others = delete(SessionRow).where(SessionRow.person_id == person_id, SessionRow.id != kept)
        self._database.run(lambda session: session.execute(others))

    def rotate(self, session_id: str, rotation: int) -> None:
        """A program replaces its refresh token of that rotation.

        An old one comes either from a thief or from someone who was robbed: the session is over.
        Raises `SignedOut`.
        """
        newer = (
            update(SessionRow)
            .where(SessionRow.id == session_id, SessionRow.rotation == rotation)
            .values(rotation=rotation + 1, seen_at=now())
            .returning(SessionRow.id)
        )

        def work(session: Session) -> bool:
            if session.scalar(newer) is not None:
                return True
            session.execute(delete(SessionRow).where(SessionRow.id == session_id))
            return False

        if not self._database.run(work):
            raise SignedOut("a refresh token was used twice")
