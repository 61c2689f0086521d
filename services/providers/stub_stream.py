"""The stream of a provider that never blocks: any iterator, with a flag that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class StubStream(Iterator[Item], Generic[Item]):
    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self._closed = False

    def __next__(self) -> Item:
        if self._closed:
            raise StopIteration
        return next(self._items)

    def close(self) -> None:
        self._closed = True
