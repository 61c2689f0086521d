"""The sockets of this process, and who is at the other end of each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from services.errors import SignedOut, StorageError
from services.security.session_gate import REMEMBERED_S, SessionGate, Visitor


class Connections:
    """Closes those whose session is over: at once, or soon when another process ended it."""

    def __init__(
        self,
        session_gate: SessionGate,
        close: Callable[[str], None],
        *,
        looks_every_s: float = REMEMBERED_S,
    ) -> None:
        """``close`` ends what goes on over a connection, and the connection."""
        self._session_gate = session_gate
        self.close = close
        self._looks_every_s = looks_every_s
        self._visitors: dict[str, Visitor] = {}
        self._watched = threading.Lock()
        """Taken by the one who looks after those who say nothing."""
        session_gate.on_change(self._look_again)

    def came(self, connection: str, visitor: Visitor) -> None:
        self._visitors[connection] = visitor
        if self._watched.acquire(blocking=False):
            threading.Thread(target=self._watch, name="connections", daemon=True).start()

    def left(self, connection: str) -> None:
        self._visitors.pop(connection, None)

    def _watch(self) -> None:
        """For ever; should it fail, whoever comes next begins anew."""
        try:
            while True:
                time.sleep(self._looks_every_s)
                for person_id in {each.person_id for each in list(self._visitors.values())}:
                    self._look_again(person_id)
        finally:
            self._watched.release()

    def _look_again(self, person_id: str) -> None:
        for connection, visitor in list(self._visitors.items()):
            if visitor.person_id == person_id and not self._may_stay(visitor):
                self.close(connection)

    def _may_stay(self, visitor: Visitor) -> bool:
        """While the database is away nobody has to leave."""
        try:
            self._session_gate.admit(visitor.person_id, visitor.session_id)
        except SignedOut:
            return False
        except StorageError:
            return True
        return True
