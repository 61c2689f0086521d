"""The sockets of this process, and who is at the other end of each."""

from __future__ import annotations

from collections.abc import Callable

from services.errors import SignedOut
from services.security.identity import Door, Visitor


class Connections:
    """Closes those whose session is over, as soon as it is."""

    def __init__(self, door: Door, close: Callable[[str], None]) -> None:
        """``close`` ends what goes on over a connection, and the connection."""
        self._door = door
        self.close = close
        self._visitors: dict[str, Visitor] = {}
        door.on_change(self._look_again)

    def came(self, connection: str, visitor: Visitor) -> None:
        self._visitors[connection] = visitor

    def left(self, connection: str) -> None:
        self._visitors.pop(connection, None)

    def _look_again(self, person_id: str) -> None:
        for connection, visitor in list(self._visitors.items()):
            if visitor.person_id == person_id and not self._may_stay(visitor):
                self.close(connection)

    def _may_stay(self, visitor: Visitor) -> bool:
        try:
            self._door.admit(visitor.person_id, visitor.session_id)
        except SignedOut:
            return False
        return True
