"""How long events of one call wait while somebody floods the server with theirs.

    python -m benchmarks.flood [--rate 1000] [--seconds 20]

Providers answer at once; both are in a call, on a server with its usual limits. Prints JSON: how
long the other one's acknowledgements took before and meanwhile, and how many events a second of the
flood left: the server reads no more of them than it allows, and the rest has to wait.
"""

from __future__ import annotations

import argparse
import json
import socket
import threading
import time
from typing import Any

from benchmarks.crowd import Browser, packed
from benchmarks.report import machine, spread
from benchmarks.serving import serving
from tests.clients import Caller, calling

EVENT = packed('42["look_away",{}]')
BURST_S = 0.01
ASK_EVERY_S = 0.05


class Flood:
    """Events of one client, at a rate, until it is over."""

    def __init__(self, url: str, rate: int) -> None:
        self.sent = 0
        self._browser = Browser(url, [b""], b"", place=0)
        self._burst = max(1, round(rate * BURST_S))
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._send)

    def __enter__(self) -> Flood:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._browser.socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _send(self) -> None:
        """A socket that takes no more makes it wait; what it waited for is not sent later."""
        self._browser.socket.settimeout(None)
        while not self._over.is_set():
            due_s = time.monotonic() + BURST_S
            try:
                self._browser.socket.sendall(EVENT * self._burst)
            except OSError:
                if self._over.is_set():
                    return
                raise
            self.sent += self._burst
            time.sleep(max(0.0, due_s - time.monotonic()))


def run(rate: int, seconds: float) -> dict[str, Any]:
    with serving(stub=True) as server, calling(server.url) as caller:
        caller.start()
        quiet_ms = waits_ms(caller, seconds / 2)
        with Flood(server.url, rate) as flood:
            began_s = time.monotonic()
            flooded_ms = waits_ms(caller, seconds)
            taken = flood.sent / (time.monotonic() - began_s)
    return {
        "rate": rate,
        "quiet_ms": spread(quiet_ms),
        "flooded_ms": spread(flooded_ms),
        "flood_sent_each_s": round(taken),
    }


def waits_ms(caller: Caller, seconds: float) -> list[float]:
    """How long an event of the caller takes until it is acknowledged, again and again."""
    waits, until_s = [], time.monotonic() + seconds
    while time.monotonic() < until_s:
        asked_s = time.monotonic()
        caller.socket.call("look_away", {}, timeout=20)
        waits.append((time.monotonic() - asked_s) * 1000)
        time.sleep(ASK_EVERY_S)
    return waits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=1000, help="events a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    measured_on = machine()
    found = run(asked.rate, asked.seconds)
    print(json.dumps({"machine": measured_on, **found}, indent=2))


if __name__ == "__main__":
    main()
