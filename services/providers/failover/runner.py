"""A provider at work on a thread of its own, so that whoever waits for it may stop waiting."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.contracts import Stream
from services.errors import CompanionError, ProviderBusy, ProviderError, ProviderUnavailable
from services.providers.failover.health import ProviderHealth

log = logging.getLogger(__name__)
Item = TypeVar("Item")

SHORT_WAIT_S = 0.7
"""A vendor that is busy for no longer is asked once more, instead of the next one."""


class RunEnded:
    """What stands for the end of a stream."""


@dataclass(frozen=True)
class Contender(Generic[Item]):
    """A provider that may be asked."""

    health: ProviderHealth
    open_: Callable[[], Stream[Item]]
    patience_s: float
    """How long it may keep a person waiting before another one is asked as well."""
    local: bool
    """Whether it is waited for as long as it takes when nobody else is left."""

    @property
    def name(self) -> str:
        return self.health.name


class Runner(Generic[Item]):
    """Puts ``(itself, item)`` into ``outbox`` for each item, then its error or `RunEnded`.

    Tells the provider's health what came of it: nothing, if it was closed before it gave anything.
    """

    def __init__(
        self,
        contender: Contender[Item],
        outbox: queue.Queue[tuple[Runner[Item] | None, Item | CompanionError | RunEnded]],
    ) -> None:
        self.contender = contender
        self.gave = False
        """Whether something came of it."""
        self._health = contender.health
        self._outbox = outbox
        self._lock = threading.Lock()
        self._stream: Stream[Item] | None = None
        self._closed = False
        self._asked_s = time.monotonic()
        self._waited_ms: float | None = None
        threading.Thread(target=copy_context().run, args=(self._run,), daemon=True).start()

    def close(self) -> None:
        """Stop it: nothing that it still gives counts. Idempotent."""
        with self._lock:
            self._closed, was_closed = True, self._closed
            stream = self._stream
        if stream is not None:
            stream.close()
        if was_closed:
            return
        if self.gave:
            self._health.succeeded(self._waited_ms)
        else:
            self._health.breaker.abandoned()

    def let_go(self) -> None:
        """What it gave is enough; it ends by itself."""
        self._health.succeeded(self._waited_ms)

    def fail(self, error: ProviderError) -> None:
        """Stop it because of this."""
        with self._lock:
            self._closed, was_closed = True, self._closed
            stream = self._stream
        if not was_closed:
            self._health.failed(error)
        if stream is not None:
            stream.close()

    def hurry(self) -> None:
        """What it waited for is there: from now on its time counts."""
        self._asked_s = time.monotonic()

    def timed(self) -> None:
        """Its first result is here."""
        self.gave = True
        self._waited_ms = (time.monotonic() - self._asked_s) * 1000

    def _run(self) -> None:
        outcome: CompanionError | RunEnded = RunEnded()
        try:
            for item in self._items():
                self._outbox.put((self, item))
        except CompanionError as error:
            outcome = error
        except Exception as exc:
            log.exception("a provider broke off")
            outcome = ProviderUnavailable(repr(exc))
        if isinstance(outcome, ProviderError):
            outcome.provider = self._health.name
        self._outbox.put((self, outcome))

    def _items(self) -> Iterator[Item]:
        """Asks once more when it is busy for a moment only."""
        began = False
        try:
            for item in self._stream_now():
                began = True
                yield item
        except ProviderBusy as busy:
            if began or busy.retry_after_s is None or busy.retry_after_s > SHORT_WAIT_S:
                raise
            time.sleep(busy.retry_after_s)
            yield from self._stream_now()

    def _stream_now(self) -> Iterator[Item]:
        with self._lock:
            if self._closed:
                return
        stream = self.contender.open_()
        with self._lock:
            self._stream = stream
            closed = self._closed
        if closed:
            stream.close()
        try:
            yield from stream
        finally:
            stream.close()
