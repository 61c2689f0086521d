"""The connection of a call, which may be lost and come back as another one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from services.conversation.events import AiSpeech, CallEvent, CallState

Send = Callable[[CallEvent], None]


class CallConnection:
    """Sends what a call says; keeps it while there is no connection.

    Sound is kept by the answer it belongs to, whose play head tells what is still to be heard.
    """

    def __init__(self) -> None:
        self.holder = ""
        """The id of the connection in use; empty while there is none."""
        self._send: Send | None = None
        self._missed: list[CallEvent] = []
        self._lock = threading.RLock()

    @property
    def is_up(self) -> bool:
        return self._send is not None

    def attach(self, holder: str, send: Send, unheard: Iterable[AiSpeech]) -> None:
        """Use this connection from now on; it first gets what the last one missed."""
        with self._lock:
            if self._send is not None:
                self._send(CallState("ended", 0, "continued elsewhere"))
            self.holder = holder
            missed, self._missed = self._missed, []
            self._send = send
            for said in (*missed, *unheard):
                send(said)

    def detach(self) -> None:
        with self._lock:
            self.holder = ""
            self._send = None

    def send(self, said: CallEvent) -> None:
        with self._lock:
            if self._send is not None:
                self._send(said)
            elif not isinstance(said, AiSpeech | CallState):
                self._missed.append(said)
