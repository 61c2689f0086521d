"""A place where files lie, whichever it is. Names are paths with slashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredFile:
    size: int
    """In bytes."""
    written_at: datetime


class Store(Protocol):
    """All raise `StorageError` when the place cannot be reached or written."""

    def write(self, name: str, content: bytes) -> None:
        """All of it or nothing."""
        ...

    def read(self, name: str) -> bytes:
        """Raises `NotFound`."""
        ...

    def has(self, name: str) -> bool: ...

    def files(self, prefix: str) -> Mapping[str, StoredFile]:
        """Every file whose name begins so."""
        ...

    def delete(self, prefix: str) -> None:
        """Every file whose name begins so; none is fine."""
        ...
