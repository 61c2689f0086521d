"""Streams that can be stopped, and chains of providers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, Self, TypeVar, runtime_checkable

from services.domain import Voice
from services.errors import ProviderError

Item_co = TypeVar("Item_co", covariant=True)


class Stream(Iterator[Item_co], Protocol[Item_co]):
    """An iterator that can be stopped.

    ``close()`` may be called from any thread, also while another waits in ``next()``: it frees the
    connection behind the stream at once, and the waiting one gets `StopIteration`. Idempotent.
    """

    def close(self) -> None: ...


class ProviderObserver(Protocol):
    """Is told who works for a turn. Methods return at once, and may be called from any thread."""

    keeps_voice: bool
    """Whether silence is better than another voice than the one asked for."""

    def did(self, capability: str, provider: str) -> None:
        """This provider gave the first result."""
        ...

    def failed(self, capability: str, error: ProviderError) -> None:
        """``error.provider`` was passed over; also when that had been decided before."""
        ...

    def shown(self, provider: str) -> None:
        """This chat model gets the picture."""
        ...

    def changed_voice(self, provider: str, voice: Voice) -> None:
        """This synthesizer speaks with a voice that was not asked for."""
        ...


@runtime_checkable
class Chain(Protocol):
    """Providers that stand in for each other, as one."""

    def watched(self, observer: ProviderObserver) -> Self:
        """The same for one turn: it tells ``observer``, and does not go back to who failed."""
        ...
