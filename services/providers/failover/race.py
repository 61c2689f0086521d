"""The first of several providers that gives something.

The next is asked when the one before fails, or keeps waiting for longer than it may. Who is late
goes on meanwhile, so that slowness alone costs nothing, and is dropped when another one was first.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from typing import NoReturn, Protocol, TypeVar

from services import metrics
from services.errors import (
    CompanionError,
    NobodyLeft,
    ProviderError,
    ProviderTimeout,
    ProviderUnavailable,
)
from services.providers.failover.runner import Contender, RunEnded, Runner

Item = TypeVar("Item")

GRACE_S = 1.0
"""What the last one gets on top of its patience, when there is nobody to ask after it."""
CALM = 1.6
"""How much longer one may take while what came before it is still being heard."""


class Judge(Protocol):
    """Is told how a race goes."""

    @property
    def capability(self) -> str: ...

    def did(self, provider: str) -> None: ...

    def failed(self, error: ProviderError) -> None: ...


class Race(Iterator[Item]):
    """The winner's items; a `Stream`.

    Raises `NobodyLeft` when nobody gave anything, and the winner's own error when it fails later.
    """

    def __init__(
        self,
        judge: Judge,
        contenders: Iterator[Contender[Item]],
        *,
        settles: Callable[[Item], bool],
        waits: bool,
    ) -> None:
        """``settles`` tells which item decides it; those before it come from whoever is asked.

        ``waits``: they are to take their time until `hurry`.
        """
        self._judge = judge
        self._contenders = contenders
        self._settles = settles
        self._outbox: queue.Queue[tuple[Runner[Item] | None, Item | CompanionError | RunEnded]] = (
            queue.Queue()
        )
        self._running: list[Runner[Item]] = []
        self._first = ""
        self._winner: Runner[Item] | None = None
        self._hurried = not waits
        self._exhausted = False
        self._due_s: float | None = None
        self._closed = False

    def __next__(self) -> Item:
        if not self._first and not self._ask_next():
            self._give_up()
        while not self._closed:
            try:
                runner, outcome = self._outbox.get(timeout=self._left_s())
            except queue.Empty:
                self._be_late()
                continue
            if runner not in self._running or runner is None:
                continue
            if isinstance(outcome, CompanionError):
                self._drop(runner, outcome)
            elif not isinstance(outcome, RunEnded):
                if self._winner is None and self._settles(outcome):
                    self._settle(runner)
                self._be_patient()
                return outcome
            elif runner is self._winner:
                self.close()
            else:
                self._drop(runner, ProviderUnavailable("it gave nothing"))
        raise StopIteration

    @property
    def winner(self) -> str:
        """Whose items these are; empty before any that decides it."""
        return self._winner.contender.name if self._winner else ""

    def let_go(self) -> None:
        """All that counts is there: the winner may end by itself, which keeps its connection."""
        if self._winner is not None:
            self._running.remove(self._winner)
            self._winner.let_go()
        self.close()

    def close(self) -> None:
        self._closed = True
        for runner in list(self._running):
            runner.close()
        self._outbox.put((None, RunEnded()))

    def hurry(self) -> None:
        """What they waited for is there. From any thread."""
        self._hurried = True
        for runner in list(self._running):
            runner.hurry()
        self._be_patient()
        self._outbox.put((None, RunEnded()))

    def _left_s(self) -> float | None:
        return None if self._due_s is None else max(0.0, self._due_s - time.monotonic())

    def _be_patient(self, patience_s: float | None = None) -> None:
        """Set until when to wait, by default for as long as the one asked last may take."""
        if not self._hurried or not self._running:
            return
        near = any(runner.contender.local for runner in self._running)
        endless = near and self._exhausted and self._winner is None
        if patience_s is None:
            patience_s = self._running[-1].contender.patience_s * (CALM if self._winner else 1)
        self._due_s = None if endless else time.monotonic() + patience_s

    def _ask_next(self) -> bool:
        """Whether there was anyone left to ask."""
        contender = next(self._contenders, None)
        if contender is None:
            self._exhausted = True
            return False
        self._running.append(Runner(contender, self._outbox))
        self._first = self._first or contender.name
        self._be_patient()
        if self._closed:
            self.close()
        return True

    def _settle(self, winner: Runner[Item]) -> None:
        """Those who were asked before it were late, those after it are not needed."""
        self._winner = winner
        winner.timed()
        name = winner.contender.name
        late = True
        for runner in list(self._running):
            if runner is winner:
                late = False
            elif late:
                self._fail(runner, ProviderTimeout(f"{name} was first"))
            else:
                self._running.remove(runner)
                runner.close()
        if name != self._first:
            metrics.FAILOVERS.labels(self._judge.capability, self._first, name).inc()
        self._judge.did(name)

    def _be_late(self) -> None:
        if self._winner is not None:
            self._drop(self._winner, ProviderTimeout("nothing came after the beginning"))
        elif self._exhausted:
            self._give_up()
        elif not self._ask_next():
            self._be_patient(GRACE_S)

    def _drop(self, runner: Runner[Item], error: CompanionError) -> None:
        """Raises what there is to raise when nobody else is left."""
        if not isinstance(error, ProviderError):
            self.close()
            raise error
        self._fail(runner, error)
        if runner is self._winner:
            self.close()
            raise error
        if not self._ask_next() and not self._running:
            self._give_up()
        self._be_patient()

    def _give_up(self) -> NoReturn:
        for runner in list(self._running):
            self._fail(runner, ProviderTimeout("nothing came"))
        self.close()
        raise NobodyLeft(self._judge.capability)

    def _fail(self, runner: Runner[Item], error: ProviderError) -> None:
        self._running.remove(runner)
        error.provider = runner.contender.name
        runner.fail(error)
        self._judge.failed(error)
