"""The green process of `benchmarks.hub`: reads what to ask, and writes how late it ticked."""

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

from benchmarks.report import share_below, spread  # noqa: E402
from services.providers import registry  # noqa: E402
from services.settings import Settings  # noqa: E402
from tests.contracts.asking import TENTH, ask  # noqa: E402

TICK_S = 0.005
LONG = [TENTH] * 100


def main() -> None:
    cases = json.loads(sys.stdin.read())
    measured = {
        f"{case['capability']} {case['name']}": measure(**case, rounds=int(sys.argv[1]))
        for case in cases
    }
    sys.stdout.write(json.dumps(measured))


def measure(capability: str, name: str, settings: dict[str, str], rounds: int) -> dict[str, Any]:
    entry = registry.find(capability, name)
    provider = registry.load(entry).from_settings(Settings.load(settings))
    list(ask(capability, provider, LONG))
    with ticking() as late_ms:
        for _ in range(rounds):
            list(ask(capability, provider, LONG))
    late_ms.sort()
    return {
        "late_ms": {**spread(late_ms), "p99": round(share_below(late_ms, 0.99), 1)},
        "close_ms": round(time_to_close_ms(ask(capability, provider, LONG)), 1),
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


def time_to_close_ms(stream: Any) -> float:
    """Closed while the vendor has not answered yet."""
    woken_s: list[float] = []

    def read() -> None:
        list(stream)
        woken_s.append(time.monotonic())

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.15)
    closed_s = time.monotonic()
    stream.close()
    reader.join()
    return (woken_s[0] - closed_s) * 1000


if __name__ == "__main__":
    main()
