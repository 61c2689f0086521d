"""Keeps an engine process alive, and asks it things."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.domain import Sound
from services.engine.link import Link
from services.engine.request import Question
from services.engine.stream import RemoteStream
from services.errors import ProviderUnavailable

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient an engine's supervisor is."""

    start_s: float = 120.0
    """Loading a model may hold the interpreter for long: no heartbeat is asked for meanwhile."""
    heartbeat_s: float = 10.0
    cancel_s: float = 30.0
    """A cancelled request that goes on for longer means that the engine hangs."""
    first_back_off_s: float = 0.2
    longest_back_off_s: float = 10.0
    healthy_s: float = 60.0
    """After so long a life the next back-off is the first again."""
    farewell_s: float = 2.0


class Engine:
    """A supervised engine process, started when first asked, and again whenever it dies.

    ``state`` is one of ``stopped``, ``starting``, ``ready``, ``failing`` (it died before it was
    ready, and is tried again) and ``closed``.
    """

    def __init__(
        self,
        name: str,
        *,
        environment: Mapping[str, str] | None = None,
        entries: str = "",
        pace: Pace | None = None,
    ) -> None:
        """``environment`` replaces this process's own, ``entries`` (MODULE:NAME) the registry."""
        self.name = name
        self.state = "stopped"
        self._environment = environment
        self._arguments = ("--entries", entries) if entries else ()
        self._pace = pace or Pace()
        self._link: Link | None = None
        self._changed = threading.Condition()
        self._numbers = itertools.count(1)
        self._supervisor: threading.Thread | None = None

    def start(self) -> None:
        """Begin to start, once; returns at once."""
        with self._changed:
            if self.state == "stopped":
                self._become("starting")
                self._supervisor = threading.Thread(
                    target=self._supervise, name=f"{self.name} supervisor", daemon=True
                )
                self._supervisor.start()

    def call(
        self,
        capability: str,
        method: str,
        *args: Any,
        deadline_s: float,
        entry: str = "",
        **kwargs: Any,
    ) -> Any:
        """What the provider's method returns, or its attribute is. Blocks, also while starting.

        Raises what the method raised, `ProviderTimeout` after the deadline, `ProviderUnavailable`
        when the process dies.
        """
        question = Question(capability, entry, method, args, kwargs)
        stream: RemoteStream[Any] = RemoteStream(self, question, idle_s=deadline_s)
        try:
            return next(stream)
        finally:
            stream.close()

    def stream(
        self,
        capability: str,
        method: str,
        *args: Any,
        idle_s: float,
        sounds: Iterable[Sound] | None = None,
        entry: str = "",
        **kwargs: Any,
    ) -> RemoteStream[Any]:
        """What the provider's method yields; never blocks by itself.

        ``sounds`` become the method's first argument and are read from a thread of its own.
        ``idle_s`` bounds each wait for an item, and does not count while ``sounds`` go on.
        """
        question = Question(capability, entry, method, args, kwargs, True, sounds is not None)
        return RemoteStream(self, question, idle_s=idle_s, sounds=sounds)

    def close(self) -> None:
        """End the process; returns when nothing of it is left. Idempotent."""
        with self._changed:
            self._become("closed")
            link, supervisor = self._link, self._supervisor
        if link:
            link.hang_up()
        if supervisor:
            supervisor.join()

    def next_number(self) -> int:
        """A number for a request."""
        return next(self._numbers)

    def link(self, deadline_s: float, abandoned: threading.Event) -> Link | None:
        """The running process, waiting for it until the deadline (monotonic) or until abandoned.

        Raises `ProviderUnavailable` when it cannot be started.
        """
        self.start()
        with self._changed:
            self._changed.wait_for(
                lambda: self.state != "starting" or abandoned.is_set(),
                max(0.0, deadline_s - time.monotonic()),
            )
            if self.state in ("failing", "closed"):
                raise ProviderUnavailable(
                    f"the {self.name} engine is {self.state}", provider=self.name
                )
            return self._link if self.state == "ready" else None

    def wake(self) -> None:
        """Let those who wait for a link look again whether they still want it."""
        with self._changed:
            self._changed.notify_all()

    def _supervise(self) -> None:
        back_off_s = self._pace.first_back_off_s
        while self.state != "closed":
            born_s = time.monotonic()
            reason = self._live()
            if time.monotonic() - born_s > self._pace.healthy_s:
                back_off_s = self._pace.first_back_off_s
            with self._changed:
                if self.state != "closed":
                    logger.warning("engine %s %s, again in %.1f s", self.name, reason, back_off_s)
                self._changed.wait_for(lambda: self.state == "closed", back_off_s)
            back_off_s = min(2 * back_off_s, self._pace.longest_back_off_s)

    def _live(self) -> str:
        """One life of the process; why it ended."""
        link = Link(self.name, self._arguments, self._environment)
        with self._changed:
            self._link = link
        reason = self._wait_until_ready(link) or self._watch(link)
        with self._changed:
            self._link = None
            self._become("starting" if self.state == "ready" else "failing")
        link.bury(patience_s=self._pace.farewell_s if self.state == "closed" else 0.0)
        return reason

    def _wait_until_ready(self, link: Link) -> str:
        """Why it did not become ready; empty when it did."""
        if self.state == "closed":
            link.hang_up()
        link.opened.wait(self._pace.start_s)
        if not link.opened.is_set():
            return f"was not ready within {self._pace.start_s:g} s"
        if link.ended.is_set():
            return "died while starting"
        with self._changed:
            self._become("ready")
        return ""

    def _watch(self, link: Link) -> str:
        link.heard_at_s = time.monotonic()
        while not link.ended.wait(self._pace.heartbeat_s / 4):
            if time.monotonic() - link.heard_at_s > self._pace.heartbeat_s:
                return f"gave no sign of life for {self._pace.heartbeat_s:g} s"
            if link.oldest_cancelled_s() > self._pace.cancel_s:
                return f"went on for {self._pace.cancel_s:g} s with what was cancelled"
            link.ping()
        return "died"

    def _become(self, state: str) -> None:
        """Change the state, under the lock; closed is for ever."""
        if self.state != "closed":
            self.state = state
            self._changed.notify_all()
