"""The one check of who may come in, for requests and for events of a socket alike."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from services.errors import SignedOut, StorageError
from services.storage.accounts import Role
from services.storage.sessions import Sessions

REMEMBERED_S = 5.0
"""How long another process may take to notice that a session is over; this one notices at once."""
MAX_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone who may come in."""

    person_id: str
    session_id: str = ""
    """Empty for someone without an account."""
    role: Role = Role.PERSON
    by_token: bool = False
    """Whether it is a program that came with a token."""


class SessionGate:
    """Asks the database who is signed in, and remembers the answer for a few seconds.

    Microphones send ten times a second. While the database is away the last answer holds: a call
    outlives that.
    """

    def __init__(self, sessions: Sessions, *, remembered_s: float = REMEMBERED_S) -> None:
        self._sessions = sessions
        self._remembered_s = remembered_s
        self._answers: OrderedDict[tuple[str, str], tuple[float, Role | None]] = OrderedDict()
        self._changes = 0
        self._lock = threading.Lock()
        self._told: list[Callable[[str], None]] = []

    def admit(self, person_id: str, session_id: str, *, by_token: bool = False) -> Visitor:
        """Who that is. Raises `SignedOut` when the session is over, `StorageError`."""
        known = self._answers.get((person_id, session_id))
        if known is None or time.monotonic() > known[0]:
            role = self._asked(person_id, session_id, known)
        else:
            role = known[1]
        if role is None:
            raise SignedOut("the session is over")
        return Visitor(person_id, session_id, role, by_token)

    def on_change(self, tell: Callable[[str], None]) -> None:
        """Let ``tell`` know of each person of whom something is no longer remembered."""
        self._told.append(tell)

    def changed(self, person_id: str) -> None:
        """Something about a person's sessions is different: nothing of it is remembered."""
        with self._lock:
            self._changes += 1
            for key in [key for key in self._answers if key[0] == person_id]:
                del self._answers[key]
        for tell in self._told:
            tell(person_id)

    def _asked(
        self, person_id: str, session_id: str, known: tuple[float, Role | None] | None
    ) -> Role | None:
        changes = self._changes
        try:
            role = self._sessions.role_of(person_id, session_id)
        except SignedOut:
            role = None
        except StorageError:
            if known is None:
                raise
            role = known[1]
        self._remember((person_id, session_id), role, changes)
        return role

    def _remember(self, key: tuple[str, str], role: Role | None, changes: int) -> None:
        """Unless something changed since the question was asked."""
        with self._lock:
            if changes != self._changes:
                return
            self._answers.pop(key, None)
            self._answers[key] = (time.monotonic() + self._remembered_s, role)
            while len(self._answers) > MAX_REMEMBERED:
                self._answers.popitem(last=False)
