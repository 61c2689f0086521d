"""A Socket.IO client that keeps messages in order, both ways, as a browser does."""

from __future__ import annotations

import threading
from typing import Any

import engineio
import socketio


class _InOrder(engineio.Client):
    """Engine.IO's own client starts a thread a message, and so loses their order."""

    def _trigger_event(self, event: str, *args: Any, **kwargs: Any) -> Any:
        return super()._trigger_event(event, *args, **{**kwargs, "run_async": False})


class OrderedClient(socketio.Client):
    """Handlers run one after another; a message and its binary parts are sent as one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._sending = threading.Lock()

    def _engineio_client_class(self) -> type[engineio.Client]:
        return _InOrder

    def _send_packet(self, pkt: Any) -> None:
        with self._sending:
            super()._send_packet(pkt)
