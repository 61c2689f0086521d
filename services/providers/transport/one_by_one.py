"""Streams made of several requests, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import TypeVar

from services.providers.transport.http import Answer, Cut, Exchange

Item = TypeVar("Item")


class Requests:
    """Those of one stream: closing it cuts the one under way, and there is none after it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._current: Exchange | None = None
        self._closed = False

    def send(self, exchange: Exchange) -> Exchange:
        """The same, to be read now. Raises `Cut` once closed."""
        with self._lock:
            if self._closed:
                raise Cut
            self._current = exchange
        return exchange

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._current is not None:
                self._current.close()


class OneByOne(Answer[Item]):
    """A `Stream` of what ``make`` yields while it sends its requests."""

    def __init__(self, make: Callable[[Requests], Generator[Item, None, None]]) -> None:
        requests = Requests()
        super().__init__(requests, make(requests))
