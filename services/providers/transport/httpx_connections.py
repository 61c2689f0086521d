"""The same for vendors' SDKs on ``httpx``: the socket of a request is known while it waits.

``httpx`` tells of it only once an answer has begun, so its connections are made here.
"""

from __future__ import annotations

import socket
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ssl import SSLContext
from typing import Any, Protocol

import httpcore
import httpx
from httpcore._backends.sync import SyncBackend

from services.providers.transport.http import CONNECT_TIMEOUT_S


class HttpxSocketWatcher(Protocol):
    def note(self, sock: socket.socket | None, *, fresh: bool) -> None:
        """The socket that is about to be waited for. May raise to give the request up."""
        ...

    def release(self) -> None:
        """It is not waited for any more, and may serve another request."""
        ...

    def hold(self, response: httpx.Response) -> None:
        """An answer has begun, and wants to be closed."""
        ...


class _Here(threading.local):
    watch: HttpxSocketWatcher | None = None


_here = _Here()


@contextmanager
def watched_by(watch: HttpxSocketWatcher) -> Iterator[None]:
    """Requests that this thread sends meanwhile tell ``watch``."""
    _here.watch = watch
    try:
        yield
    finally:
        _here.watch = None


@contextmanager
def _noted(stream: httpcore.NetworkStream) -> Iterator[None]:
    watch = _here.watch
    if watch is None:
        yield
        return
    watch.note(stream.get_extra_info("socket"), fresh=False)
    try:
        yield
    finally:
        watch.release()


class _Stream(httpcore.NetworkStream):
    """A connection that tells who watches whenever it waits."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _noted(self):
            return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _noted(self):
            self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        with _noted(self):
            return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        limit_s = CONNECT_TIMEOUT_S if timeout is None else min(timeout, CONNECT_TIMEOUT_S)
        return _Stream(super().connect_tcp(host, port, limit_s, local_address, socket_options))


def client(timeout_s: float) -> httpx.Client:
    """A client that keeps connections until nobody has it any more, and follows no redirect."""
    made = httpx.Client(timeout=timeout_s, event_hooks={"response": [_hold]})
    for transport in (made._transport, *made._mounts.values()):
        if isinstance(transport, httpx.HTTPTransport):
            transport._pool._network_backend = _Backend()  # no option leads there
            weakref.finalize(made, transport.close)
    return made


def _hold(response: httpx.Response) -> None:
    if _here.watch is not None:
        _here.watch.hold(response)
