"""Connections whose socket is known while a request still waits for its answer.

``requests`` keeps it to itself until then, and only whoever has the socket can end the wait.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class SocketWatcher(Protocol):
    """Is told which socket a request uses, and may raise to give the request up."""

    def note(self, sock: socket.socket | None, *, fresh: bool) -> None:
        """This one (None: one that is to be connected), which is ``fresh`` or was used before."""
        ...


class _Here(threading.local):
    watch: SocketWatcher | None = None
    """Told of the connection that this thread sends its request on."""


_here = _Here()


@contextmanager
def watched_by(watch: SocketWatcher) -> Iterator[None]:
    """Requests that this thread sends meanwhile tell ``watch`` of their connection."""
    _here.watch = watch
    try:
        yield
    finally:
        _here.watch = None


class _Noted(HTTPConnection):
    """A connection that tells who watches when it is used and when it is open."""

    def request(self, *args: Any, **kwargs: Any) -> None:
        if _here.watch is not None:
            _here.watch.note(self.sock, fresh=False)
        super().request(*args, **kwargs)

    def connect(self) -> None:
        super().connect()
        if _here.watch is not None:
            _here.watch.note(self.sock, fresh=True)


class _NotedTLS(_Noted, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Noted


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _NotedTLS


def _noting(pools: PoolManager) -> PoolManager:
    pools.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}
    return pools


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        _noting(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return _noting(super().proxy_manager_for(*args, **kwargs))


def noting(made: requests.Session) -> requests.Session:
    """That session, its connections told to whoever watches."""
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter(pool_maxsize=64))
    return made


def session(headers: Mapping[str, str]) -> requests.Session:
    """A session that keeps connections; these headers are the only place for a key."""
    made = requests.Session()
    made.headers.update(headers)
    return noting(made)
