"""Keeps an engine process alive."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from services.engine.link import Link
from services.errors import ProviderUnavailable

REFUSING = ("failing", "closed")
RESTS = "has nothing to do"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient an engine's supervisor is."""

    start_s: float = 120.0
    """Loading a model may hold the interpreter for long: no heartbeat is asked for meanwhile."""
    heartbeat_s: float = 20.0
    """A machine with too much to do once let three live engines wait for 10 s."""
    cancel_s: float = 30.0
    """A cancelled request that goes on for longer means that the engine hangs."""
    first_back_off_s: float = 0.2
    longest_back_off_s: float = 10.0
    soon_s: float = 1.0
    """Those who ask wait for a restart after a shorter back-off, and are refused before others."""
    healthy_s: float = 60.0
    """After so long a life the next back-off is the first again."""
    farewell_s: float = 2.0
    idle_s: float = math.inf
    """One that nobody has asked for so long ends, and starts again when it is asked."""


class Supervisor:
    """Starts an engine process when it is first wanted, and again whenever it dies or hangs.

    ``state`` is one of ``stopped``, ``starting``, ``ready``, ``restarting``, ``failing`` (it
    cannot be expected soon, but is tried again), ``resting`` (nobody has asked for long) and
    ``closed``.
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
        self._ready_at_s = math.inf
        self._changed = threading.Condition()
        self._supervisor: threading.Thread | None = None

    def start(self) -> None:
        """Begin to start, once, or again after a rest; returns at once."""
        with self._changed:
            if self.state == "resting":
                self._become("starting")
            elif self.state == "stopped":
                self._become("starting")
                self._supervisor = threading.Thread(
                    target=self._supervise, name=f"{self.name} supervisor", daemon=True
                )
                self._supervisor.start()

    def close(self) -> None:
        """End the process; returns when nothing of it is left. Idempotent."""
        with self._changed:
            self._become("closed")
            link, supervisor = self._link, self._supervisor
        if link:
            link.hang_up()
        if supervisor:
            supervisor.join()

    def link(self, deadline_s: float, abandoned: threading.Event) -> Link | None:
        """The running process, waiting for it until the deadline (monotonic) or until abandoned.

        Raises `ProviderUnavailable` when it cannot be started.
        """
        self.start()
        with self._changed:
            self._changed.wait_for(
                lambda: self._running() or self.state in REFUSING or abandoned.is_set(),
                max(0.0, deadline_s - time.monotonic()),
            )
            if self.state in REFUSING:
                raise ProviderUnavailable(
                    f"the {self.name} engine is {self.state}", provider=self.name
                )
            return self._running()

    def wake(self) -> None:
        """Let those who wait for a link look again whether they still want it."""
        with self._changed:
            self._changed.notify_all()

    def _running(self) -> Link | None:
        """The process, unless it died a moment ago and nobody has noticed."""
        ready = self.state == "ready" and self._link and not self._link.ended.is_set()
        return self._link if ready else None

    def _supervise(self) -> None:
        back_off_s = self._pace.first_back_off_s
        while self.state != "closed":
            reason = self._live()
            if reason == RESTS:
                with self._changed:
                    self._changed.wait_for(lambda: self.state != "resting")
                continue
            if time.monotonic() - self._ready_at_s > self._pace.healthy_s:
                back_off_s = self._pace.first_back_off_s
            self._rest(reason, back_off_s)
            back_off_s = min(2 * back_off_s, self._pace.longest_back_off_s)

    def _rest(self, reason: str, back_off_s: float) -> None:
        with self._changed:
            if self.state == "closed":
                return
            logger.warning("engine %s %s, again in %.2f s", self.name, reason, back_off_s)
            if self.state != "restarting" or back_off_s > self._pace.soon_s:
                self._become("failing")
            self._changed.wait_for(lambda: self.state == "closed", back_off_s)

    def _live(self) -> str:
        """One life of the process; why it ended."""
        self._ready_at_s = math.inf
        try:
            link = Link(self.name, self._arguments, self._environment)
        except OSError as exc:
            return f"could not be started: {exc}"
        with self._changed:
            self._link = link
        reason = self._wait_until_ready(link) or self._watch(link)
        with self._changed:
            self._link = None
            if self.state == "ready":
                self._become("restarting")
        wished = reason == RESTS or self.state == "closed"
        link.bury(patience_s=self._pace.farewell_s if wished else 0.0)
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
        self._ready_at_s = time.monotonic()
        return ""

    def _watch(self, link: Link) -> str:
        link.heard_at_s = time.monotonic()
        while not link.ended.wait(self._pace.heartbeat_s / 4):
            if self._may_rest(link):
                return RESTS
            if time.monotonic() - link.heard_at_s > self._pace.heartbeat_s:
                return f"gave no sign of life for {self._pace.heartbeat_s:g} s"
            if link.oldest_cancelled_s() > self._pace.cancel_s:
                return f"went on for {self._pace.cancel_s:g} s with what was cancelled"
            link.ping()
        return "died"

    def _may_rest(self, link: Link) -> bool:
        with self._changed:
            idle = link.idle_s() > self._pace.idle_s
            if idle:
                self._become("resting")
        if idle:
            link.hang_up()
        return idle

    def _become(self, state: str) -> None:
        """Change the state, under the lock; closed is for ever."""
        if self.state != "closed":
            self.state = state
            self._changed.notify_all()
