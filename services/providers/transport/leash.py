"""Requests that a vendor's SDK sends, and that any thread may cut short all the same."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from typing import TypeVar

import httpx

from services.errors import ProviderError
from services.providers.transport import connections, httpx_connections
from services.providers.transport.http import Answer, Cut, shut

Item = TypeVar("Item")


def leashed(items: Generator[Item, None, None]) -> Answer[Item]:
    """A `Stream` of items that are made of an SDK's requests, whichever library it sends them with.

    ``items`` turns the SDK's errors into ours.
    """
    leash = _Leash()
    return Answer(leash, leash.hold_on_to(items))


class _Leash:
    """Knows what its requests wait for, and what they have to close."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sock: socket.socket | None = None
        self._responses: list[httpx.Response] = []
        self._cut = False

    def note(self, sock: socket.socket | None, *, fresh: bool) -> None:
        with self._lock:
            self._sock = sock
        self._raise_if_cut()

    def release(self) -> None:
        with self._lock:
            self._sock = None

    def hold(self, response: httpx.Response) -> None:
        self._responses.append(response)

    def close(self) -> None:
        """Wake the reader. Idempotent."""
        with self._lock:
            self._cut = True
            if self._sock is not None:
                shut(self._sock)

    def hold_on_to(self, items: Generator[Item, None, None]) -> Generator[Item, None, None]:
        """The same items. Raises `Cut` once closed."""
        try:
            while True:
                self._raise_if_cut()
                with connections.watched_by(self), httpx_connections.watched_by(self):
                    item = next(items, self)
                if item is self:
                    return
                yield item  # type: ignore[misc]
        except ProviderError:
            self._raise_if_cut()
            raise
        finally:
            self.release()
            items.close()
            for response in self._responses:
                response.close()

    def _raise_if_cut(self) -> None:
        if self._cut:
            raise Cut
