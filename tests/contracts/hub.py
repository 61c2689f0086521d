"""In a process as green as the web's: how late its hub gets while providers work.

Reads from stdin the providers and settings to try, and writes what it measured, as JSON.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from typing import Any  # noqa: E402

from services.providers import registry  # noqa: E402
from services.settings import Settings  # noqa: E402
from tests.contracts.asking import TENTH, ask  # noqa: E402

TICK_S = 0.005
ROUNDS = 4
LATE_MS = 30
TRIES = 4
"""A busy machine makes a hub late now and then, a provider that blocks it always."""
LONG = [TENTH] * 100


def main() -> None:
    measured = [measure(**case) for case in json.loads(sys.stdin.read())]
    sys.stdout.write(json.dumps(measured))


def measure(capability: str, name: str, settings: dict[str, str]) -> dict[str, Any]:
    """Lateness of ticks over some uses, and how long a close took to wake its reader."""
    entry = registry.find(capability, name)
    provider = registry.load(entry).from_settings(Settings.load(settings))
    list(ask(capability, provider, LONG))
    tries = [lateness(capability, provider)]
    while tries[-1]["p99_ms"] > LATE_MS and len(tries) < TRIES:
        tries.append(lateness(capability, provider))
    close_ms = round(time_to_close(ask(capability, provider, LONG)), 1)
    return {"name": f"{capability} {name}", **tries[-1], "close_ms": close_ms}


def lateness(capability: str, provider: Any) -> dict[str, Any]:
    with ticking() as late_ms:
        items = sum(len(list(ask(capability, provider, LONG))) for _ in range(ROUNDS))
    late_ms.sort()
    return {
        "items": items,
        "ticks": len(late_ms),
        "p99_ms": round(late_ms[int(len(late_ms) * 0.99)], 1),
        "most_ms": round(late_ms[-1], 1),
    }


@contextmanager
def ticking() -> Iterator[list[float]]:
    late_ms: list[float] = []

    def tick() -> None:
        while True:
            due_s = time.monotonic() + TICK_S
            eventlet.sleep(TICK_S)
            late_ms.append((time.monotonic() - due_s) * 1000)

    ticker = eventlet.spawn(tick)
    try:
        yield late_ms
    finally:
        ticker.kill()


def time_to_close(stream: Any) -> float:
    """The vendor takes a while to answer: nobody has read a thing yet."""
    woken: list[float] = []
    reader = threading.Thread(target=lambda: (list(stream), woken.append(time.monotonic())))
    reader.start()
    time.sleep(0.15)
    closed_s = time.monotonic()
    stream.close()
    reader.join(5)
    return (woken[0] - closed_s) * 1000


if __name__ == "__main__":
    main()
