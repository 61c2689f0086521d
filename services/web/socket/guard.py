"""What a socket has to pass: who is at its other end, and how much of what it sends."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from flask import request
from flask_socketio import ConnectionRefusedError, SocketIO, emit, join_room

from services.conversation.calls import Calls
from services.conversation.events import Notice
from services.errors import CompanionError, NotSignedIn, TooManyRequests
from services.jobs.announce import room_of
from services.security.authentication import Authentication
from services.web import identity
from services.web.socket.connections import Connections

COSTLY = {"call_start": "calls", "user_message": "messages"}
"""Events that have a rate of their own."""
PATIENCE_S = 1.0
"""A connection that sends too much is read more slowly for so long; above that it is refused."""


class SocketGuard:
    def __init__(self, socketio: SocketIO, calls: Calls, authentication: Authentication) -> None:
        self._socketio = socketio
        self._limits = authentication.limits
        self._connections = Connections(
            authentication.session_gate, partial(_close, socketio, calls)
        )

    def come(self, auth: object = None) -> None:
        """A new connection. Whoever has opened the page hears of their jobs at once."""
        try:
            identity.connect(auth)
            if identity.said_to_be():
                self._know(identity.person_id())
        except CompanionError as error:
            raise ConnectionRefusedError(error.message, Notice.of(error).payload()) from error

    def enter(self) -> None:
        """Someone begins; a stranger becomes somebody new. Raises `NotSignedIn`."""
        self._know(identity.sign_in())

    def leave(self) -> None:
        self._connections.left(sid())

    def is_gone(self) -> bool:
        """Whether the connection was closed while its event was being handled.

        One that is just coming is not gone.
        """
        manager = self._socketio.server.manager
        coming = manager.is_pre_connected(sid(), "/")
        return not (coming or manager.is_connected(sid(), "/"))

    def check(self, event: str) -> None:
        """Raises `SignedOut`, upon which the connection is closed, and `TooManyRequests`."""
        try:
            identity.stay()
        except NotSignedIn:
            self._socketio.start_background_task(self._connections.close, sid())
            raise
        self._slow_down()
        if event in COSTLY:
            self._limits.take(COSTLY[event], _who(), identity.address())

    def _know(self, person_id: str) -> None:
        """From here on the connection is closed as soon as its person is signed out."""
        visitor = identity.visitor()
        if not self.is_gone():
            join_room(room_of(person_id))
            self._connections.came(sid(), visitor)

    def _slow_down(self) -> None:
        """Let other connections have their turn, for as long as this one was too fast.

        Nothing more is read of it meanwhile, so whoever floods it has to wait.
        """
        wait_s = self._limits.wait_s("events", _who(), identity.address())
        if wait_s > PATIENCE_S:
            raise TooManyRequests("events", retry_after_s=wait_s)
        if wait_s:
            notify(TooManyRequests("events", retry_after_s=wait_s))
        self._socketio.sleep(wait_s)


def _who() -> str:
    """Who sends: the person or, as long as nobody knows them, the connection."""
    return identity.said_to_be() or sid()


def notify(error: CompanionError) -> None:
    """Tell whoever sent the event that is at hand."""
    emit(Notice.event, Notice.of(error).payload(), ignore_queue=True)


def sid() -> str:
    """The connection's id, which Flask-SocketIO puts on the request."""
    return cast(Any, request).sid  # type: ignore[no-any-return]


def _close(socketio: SocketIO, calls: Calls, connection: str) -> None:
    """Of someone who was signed out: their call is over, and so is the connection."""
    call = calls.held_by(connection)
    if call is not None:
        calls.end(call, "signed out")
    socketio.server.disconnect(connection, ignore_queue=True)
