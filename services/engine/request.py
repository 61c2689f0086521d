"""What is asked of an engine, on its way and at work."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from services.contracts import Stream
from services.domain import Sound

END = object()


class Question(NamedTuple):
    """What is asked of a provider."""

    capability: str
    entry: str
    """Name of the provider; empty for the only one of its capability."""
    method: str
    """Or the name of an attribute."""
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    streams: bool = False
    hears: bool = False
    """Whether sounds follow, as the first argument."""


class EngineRequest:
    """A question as the engine process sees it, and whether the answer is still wanted."""

    def __init__(self, number: int, question: Question) -> None:
        self.number = number
        self.question = question
        self._heard: queue.Queue[Sound | None] = queue.Queue()
        self._stream: Stream[Any] | None = None
        self._cancelled = False

    def hear(self, sound: Sound | None) -> None:
        """Take the next sound that came over the wire; None is the end of them."""
        self._heard.put(sound)

    def sounds(self) -> Iterator[Sound]:
        """Each sound as it comes."""
        while (sound := self._heard.get()) is not None:
            yield sound

    def until_cancelled(self, stream: Stream[Any]) -> Iterator[Any]:
        self._stream = stream
        while not self._cancelled and (item := next(stream, END)) is not END:
            yield item

    def cancel(self) -> None:
        """Stop the provider; may take as long as the provider's own ``close()``."""
        self._cancelled = True
        if self._stream is not None:
            # A generator at work cannot be closed by another thread: it ends at its next item.
            with suppress(ValueError):
                self._stream.close()
        self.hear(None)
