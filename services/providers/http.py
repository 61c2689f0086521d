"""Requests to vendors that any thread may cut short."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import requests
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from services.providers.connections import watched_by
from services.providers.failures import failure, refusal

Item = TypeVar("Item")

CONNECT_TIMEOUT_S = 5
DRAIN_S = 0.05
"""How long the end of an answer may take before its connection is given up."""
READ_BYTES = 16_384
LONGEST_LINE_BYTES = 1_000_000


class Cut(Exception):
    """The exchange was closed by its owner; an `Answer` ends with it."""


class Exchange:
    """One POST of JSON and the lines of its answer.

    ``lines`` is read by one thread; ``close`` may be called by any. Only the wait for a connection
    to be made (at most `CONNECT_TIMEOUT_S`) is not cut short.
    """

    def __init__(
        self,
        session: requests.Session,
        url: str,
        body: Mapping[str, Any],
        *,
        timeout_s: float,
        provider: str,
    ) -> None:
        self._session = session
        self._url = url
        self._body = body
        self._timeout_s = timeout_s
        self._provider = provider
        self._lock = threading.Lock()
        self._connection: HTTPConnection | None = None
        self._cut = False
        self._reused = False

    def note(self, connection: HTTPConnection) -> None:
        """Remember the connection of this request. Raises `Cut` when it comes too late."""
        with self._lock:
            self._connection = connection
            self._reused = connection.sock is not None
        self.raise_if_cut()

    def raise_if_cut(self) -> None:
        if self._cut:
            raise Cut

    def close(self) -> None:
        """Wake the reader and free the connection. Idempotent."""
        with self._lock:
            self._cut = True
            sock = self._connection.sock if self._connection else None
            if sock is not None:
                with suppress(OSError):  # the other side was quicker
                    sock.shutdown(socket.SHUT_RDWR)

    def lines(self, last: Callable[[bytes], bool]) -> Iterator[bytes]:
        """The answer's lines without their ends; nothing is waited for after the ``last``.

        Raises `ProviderError` kinds, and `Cut` once closed.
        """
        response = None
        try:
            response = self._answer()
            for line in _split(self._pieces(response)):
                if last(line):
                    self._drain(response)
                yield line
        except (requests.RequestException, HTTPError, OSError) as exc:
            self.raise_if_cut()
            raise failure(exc, self._provider) from exc
        finally:
            with self._lock:
                self._connection = None
            if response is not None:
                response.close()

    def _answer(self) -> requests.Response:
        try:
            response = self._post()
        except requests.ConnectionError:
            if not self._reused or self._cut:
                raise
            response = self._post()  # a kept connection had been closed by the other side
        if response.status_code != 200:
            with response:
                raise refusal(response, self._provider)
        return response

    def _post(self) -> requests.Response:
        self.raise_if_cut()
        with watched_by(self):
            return self._session.post(
                self._url,
                json=self._body,
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
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is None or connection.sock is None:
            return
        connection.sock.settimeout(DRAIN_S)
        with suppress(HTTPError, OSError):  # then it is not kept, and nothing else is lost
            response.raw.read1(READ_BYTES)


def _split(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line.rstrip(b"\r") for line in whole)
        if len(rest) > LONGEST_LINE_BYTES:
            raise HTTPError("a line without end")
    if rest:
        yield rest.rstrip(b"\r")


class Answer(Iterator[Item]):
    """What is made of an exchange's lines: a `Stream`."""

    def __init__(self, exchange: Exchange, items: Generator[Item, None, None]) -> None:
        self._exchange = exchange
        self._items = items
        self._reading = threading.Lock()
        self._closed = False

    def __next__(self) -> Item:
        try:
            with self._reading:
                return next(self._items)
        except Cut:
            raise StopIteration from None
        finally:
            if self._closed:
                self._release()

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
