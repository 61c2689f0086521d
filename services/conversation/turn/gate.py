"""The gate behind which a turn's events wait until it is certain that the person has finished."""

from __future__ import annotations

import threading
from collections.abc import Callable

from services.conversation.events import CallEvent


class Gate:
    """Passes events on, in order; while shut it keeps them.

    A turn starts with a shut gate, so all its work goes ahead and nothing of it shows.
    Opened, it lets out what waited, then everything at once. It is shut again while the person
    speaks up before the first sound of the answer: the companion does not talk over them.
    """

    def __init__(self, send: Callable[[CallEvent], None]) -> None:
        self._send = send
        self._open = False
        self._waiting: list[CallEvent] = []
        self._lock = threading.RLock()

    def pass_on(self, said: CallEvent) -> None:
        with self._lock:
            if self._open:
                self._send(said)
            else:
                self._waiting.append(said)

    def open(self) -> None:
        with self._lock:
            self._open = True
            waiting, self._waiting = self._waiting, []
            for said in waiting:
                self._send(said)

    def shut(self) -> None:
        with self._lock:
            self._open = False
