"""Leaves a vendor alone for a while once it fails, and finds out when it is well again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 3
"""In a row, after which it is left alone."""
FIRST_BACK_OFF_S = 5.0
MAX_BACK_OFF_S = 300.0
PROBE_S = 60.0
"""After which a try of which nothing was heard does not keep others from trying."""
REFUSED_BACK_OFF_S = 60.0
"""A wrong key, or one without credit, does not become right by itself."""


class Breaker:
    """``closed``: all may ask. ``open``: nobody. ``half_open``: the back-off is over, and one
    request tries whether it is well. May be used from any thread.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._back_off_s = 0.0
        self._again_s = 0.0
        self._probed_s: float | None = None
        """When the try under way began."""

    @property
    def state(self) -> str:
        with self._lock:
            return self._state()

    @property
    def retry_in_s(self) -> float:
        """Until the next try; 0 when it may be asked."""
        with self._lock:
            return max(0.0, self._again_s - self._clock()) if self._back_off_s else 0.0

    def enter(self) -> bool:
        """Whether to ask. Who may has to say what came of it: one of the three below."""
        with self._lock:
            if self._state() == "half_open":
                now_s = self._clock()
                if self._probed_s is not None and now_s < self._probed_s + PROBE_S:
                    return False
                self._probed_s = now_s
            return self._state() != "open"

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._back_off_s, self._probed_s = 0, 0.0, None

    def failed(self, *, hopeless: bool = False) -> None:
        """``hopeless``: there is no use in trying again soon."""
        with self._lock:
            if self._state() == "open":
                return  # someone had no other choice, and it is no later for that
            self._failures += 1
            if hopeless or self._back_off_s or self._failures >= FAILURES:
                least_s = REFUSED_BACK_OFF_S if hopeless else FIRST_BACK_OFF_S
                self._back_off_s = min(max(2 * self._back_off_s, least_s), MAX_BACK_OFF_S)
                self._again_s = self._clock() + self._back_off_s
            self._probed_s = None

    def abandoned(self) -> None:
        """Nobody waited for what would have come of it."""
        with self._lock:
            self._probed_s = None

    def _state(self) -> str:
        if not self._back_off_s:
            return "closed"
        return "open" if self._clock() < self._again_s else "half_open"
