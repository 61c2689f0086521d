"""How long a test waits before it takes silence for a hang.

No test measures time: it waits for an event, and gives up after a limit that only a hang reaches.
The limit is scaled by what a fixed piece of work takes on this machine, measured once a run, since
machines that tests run on differ by four, and share their processors with others.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable

ORDINARY_S = 0.08
"""What the piece of work takes on an ordinary machine of 2024 with nothing else to do."""
MARGIN = 6
LOOK_EVERY_S = 0.01


def _measured_s() -> float:
    start_s = time.perf_counter()
    numbers = [int(hashlib.md5(str(n).encode()).hexdigest(), 16) % 97 for n in range(100_000)]
    assert sum(numbers) > 0
    return time.perf_counter() - start_s


os.environ.setdefault("TEST_SLOWNESS", f"{max(1.0, _measured_s() / ORDINARY_S):.2f}")
SLOWNESS = float(os.environ["TEST_SLOWNESS"])
"""Measured by the first process of a run, and inherited by all that it starts."""


def hang_s(ordinary_s: float = 5) -> float:
    """Seconds that only a hang reaches, for an event that an ordinary machine brings in less."""
    return ordinary_s * MARGIN * SLOWNESS


def hang_ms(ordinary_ms: float = 5_000) -> float:
    """Milliseconds that only a hang reaches, as Playwright takes them."""
    return hang_s(ordinary_ms)


def wait_until(happened: Callable[[], bool], *, ordinary_s: float = 5) -> None:
    """Returns once it has happened. Raises `AssertionError` when it seems that it never will."""
    deadline_s = time.monotonic() + hang_s(ordinary_s)
    while not happened():
        assert time.monotonic() < deadline_s, f"still not so after {hang_s(ordinary_s):.0f} s"
        time.sleep(LOOK_EVERY_S)
