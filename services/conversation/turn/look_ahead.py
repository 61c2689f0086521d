"""Bounded look-ahead between two rooms: the one before works while the one after is busy."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextvars import copy_context
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Ahead(Iterator[Item], Generic[Item]):
    """The same items in the same order, taken from their source by a thread of its own.

    At most ``limit`` items wait. What the source raises is raised here, in its place in the order.
    ``close()`` may be called from any thread; the source is then closed by its own thread as soon
    as it gives its next item, so whoever can block for long in the source closes that as well.
    """

    def __init__(self, source: Iterator[Item], *, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._waiting: deque[Item] = deque()
        self._changed = threading.Condition()
        self._error: Exception | None = None
        self._ended = False
        self._closed = False
        threading.Thread(target=copy_context().run, args=(self._take,), daemon=True).start()

    def __next__(self) -> Item:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended or self._closed)
            if self._waiting and not self._closed:
                item = self._waiting.popleft()
                self._changed.notify_all()
                return item
            if self._error is not None and not self._closed:
                raise self._error
            raise StopIteration

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _take(self) -> None:
        try:
            for item in self._source:
                if not self._put(item):
                    break
        except Exception as exc:  # noqa: BLE001  carried over to the reader's thread
            self._error = exc
        finally:
            close = getattr(self._source, "close", None)
            if close is not None:
                close()
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _put(self, item: Item) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) < self._limit or self._closed)
            if not self._closed:
                self._waiting.append(item)
                self._changed.notify_all()
            return not self._closed
