"""Requests to vendors that any thread may cut short."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import requests
from urllib3.exceptions import HTTPError

from services.errors import ProviderUnavailable
from services.providers.transport.connections import watched_by
from services.providers.transport.failures import failure, refusal
from services.providers.transport.lines import split

Item = TypeVar("Item")

CONNECT_TIMEOUT_S = 5
DRAIN_S = 0.05
"""How long the end of an answer may take before its connection is given up."""
READ_BYTES = 16_384
MAX_WHOLE_BYTES = 16_000_000


class Cut(Exception):
    """The exchange was closed by its owner; an `Answer` ends with it."""


class Exchange:
    """One request and its answer, which is read once: as ``lines``, as ``pieces`` or ``whole``.

    It is read by one thread; ``close`` may be called by any. Only the wait for a connection to be
    made (at most `CONNECT_TIMEOUT_S`) is not cut short. Reading raises `ProviderError` kinds, and
    `Cut` once closed.
    """

    def __init__(
        self,
        session: requests.Session,
        url: str,
        sent: Mapping[str, Any],
        *,
        timeout_s: float,
        provider: str,
        method: str = "POST",
    ) -> None:
        """``sent`` is what `requests.request` takes: ``json``, or ``data`` and ``files``."""
        self._method = method
        self._session = session
        self._url = url
        self._sent = sent
        self._timeout_s = timeout_s
        self._provider = provider
        self._lock = threading.Lock()
        self._sock: socket.socket | None = None
        self._cut = False
        self._reused = False

    def note(self, sock: socket.socket | None, *, fresh: bool) -> None:
        """Remember the socket of this request. Raises `Cut` when it comes too late."""
        with self._lock:
            self._sock = sock
            self._reused = sock is not None and not fresh
        self.raise_if_cut()

    def raise_if_cut(self) -> None:
        if self._cut:
            raise Cut

    def close(self) -> None:
        """Wake the reader and free the connection. Idempotent."""
        with self._lock:
            self._cut = True
            if self._sock is not None:
                shut(self._sock)

    def lines(self, last: Callable[[bytes], bool]) -> Iterator[bytes]:
        """The answer's lines without their ends; nothing is waited for after the ``last``."""

        def read(response: requests.Response) -> Iterator[bytes]:
            for line in split(self._pieces(response)):
                if last(line):
                    self._drain(response)
                yield line

        return self._read(read)

    def pieces(self) -> Iterator[bytes]:
        return self._read(self._pieces)

    def whole(self) -> bytes:
        read = bytearray()
        for piece in self.pieces():
            read += piece
            if len(read) > MAX_WHOLE_BYTES:
                raise ProviderUnavailable("an answer without end", provider=self._provider)
        return bytes(read)

    def _read(self, read: Callable[[requests.Response], Iterator[bytes]]) -> Iterator[bytes]:
        response = None
        try:
            response = self._answer()
            yield from read(response)
        except (requests.RequestException, HTTPError, OSError) as exc:
            self.raise_if_cut()
            raise failure(exc, self._provider) from exc
        finally:
            self._release()
            if response is not None:
                response.close()

    def _answer(self) -> requests.Response:
        try:
            response = self._ask()
        except requests.ConnectionError:
            if not self._reused or self._cut:
                raise
            response = self._ask()  # a kept connection had been closed by the other side
        if response.status_code not in (200, 201):
            with response:
                raise refusal(response, self._provider)
        return response

    def _ask(self) -> requests.Response:
        self.raise_if_cut()
        with watched_by(self):
            return self._session.request(
                self._method,
                self._url,
                **self._sent,
                stream=True,
                allow_redirects=False,
                timeout=(CONNECT_TIMEOUT_S, self._timeout_s),
            )

    def _pieces(self, response: requests.Response) -> Iterator[bytes]:
        while piece := response.raw.read1(READ_BYTES, decode_content=True):
            self.raise_if_cut()
            yield piece
        self.raise_if_cut()

    def _drain(self, response: requests.Response) -> None:
        """Read the little that follows the last line, so that the connection can be kept."""
        sock = self._release()
        if sock is not None:
            with suppress(HTTPError, OSError):  # then it is not kept, and nothing else is lost
                sock.settimeout(DRAIN_S)
                response.raw.read1(READ_BYTES)

    def _release(self) -> socket.socket | None:
        """From here on the socket may serve another request."""
        with self._lock:
            sock, self._sock = self._sock, None
            return sock


def shut(sock: socket.socket) -> None:
    """End both directions: whoever waits for this socket wakes."""
    with suppress(OSError):  # the other side was quicker
        sock.shutdown(socket.SHUT_RDWR)


class Closes(Protocol):
    def close(self) -> None: ...


class Answer(Iterator[Item]):
    """What is made of an exchange: a `Stream`. Closing it closes the exchange at once."""

    def __init__(self, exchange: Closes, items: Generator[Item, None, None]) -> None:
        self._exchange = exchange
        self._items = items
        self._reading = threading.Lock()
        self._closed = False

    def __next__(self) -> Item:
        try:
            with self._reading:
                item = next(self._items)
        except Cut:
            raise StopIteration from None
        finally:
            if self._closed:
                self._release()
        if self._closed:
            raise StopIteration
        return item

    def close(self) -> None:
        self._closed = True
        self._exchange.close()
        self._release()

    def _release(self) -> None:
        """Give the connection back, unless a reader holds it: then the reader does, on its way."""
        if self._reading.acquire(blocking=False):
            try:
                self._items.close()
            finally:
                self._reading.release()
