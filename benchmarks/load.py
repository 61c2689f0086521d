"""How many calls one web process carries.

    python -m benchmarks.load [--start 10] [--step 10] [--most 200] [--seconds 20] [--bound-ms 50]

Providers are stubs that answer at once, but for the voice detector, which runs in the web process.
More and more people call (see `benchmarks.crowd`), until the 95th percentile of an event's latency
is over the bound: of a tiny event from one more caller to its acknowledgement, or of a camera
frame to its own. A level that fails is tried once more, as others may have been busy. Prints JSON:
the most calls that stayed below, and for each level the latencies, the share of a core that the
web process and the crowd took, and the web process's memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from typing import Any

import psutil

from benchmarks.report import cpu_s, machine, spread
from benchmarks.serving import serving
from tests.clients import Caller, calling
from tests.e2e.server import ROOT

PROBE_EVERY_S = 0.1
TRIES = 2
JOIN_WITHIN_S = 120


def run(url: str, web: psutil.Process, asked: argparse.Namespace) -> dict[str, Any]:
    levels: list[dict[str, Any]] = []
    for calls in range(asked.start, asked.most + 1, asked.step):
        for _ in range(TRIES):
            levels.append(level(url, web, calls, asked.seconds))
            levels[-1]["passed"] = slowest_ms(levels[-1]) < asked.bound_ms
            if levels[-1]["passed"]:
                break
        else:
            break
    carried = max((found["calls"] for found in levels if found["passed"]), default=0)
    return {"carried": carried, "levels": levels}


def level(url: str, web: psutil.Process, calls: int, seconds: float) -> dict[str, Any]:
    """What so many calls are like."""
    command = [sys.executable, "-m", "benchmarks.crowd", url, str(calls), str(seconds)]
    with (
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as crowd,
        calling(url) as prober,
    ):
        assert crowd.stdout is not None
        prober.start(off_the_record=True)
        assert crowd.stdout.readline() == "ready\n", "the crowd could not call"
        began_s, began_cpu_s = time.monotonic(), cpu_s(web)
        event_ms = spread(probe(prober, seconds))
        web_cpu_share = (cpu_s(web) - began_cpu_s) / (time.monotonic() - began_s)
        memory_mb = web.memory_info().rss / 1e6
        seen = json.loads(crowd.stdout.readline())
        crowd.wait(JOIN_WITHIN_S)
    return {
        "calls": calls,
        "event_ms": event_ms,
        "web_cpu_share": round(web_cpu_share, 3),
        "web_memory_mb": round(memory_mb, 1),
        "crowd": seen,
    }


def slowest_ms(found: dict[str, Any]) -> float:
    """The 95th percentile of whichever kind of event was slower."""
    return float(max(found["event_ms"]["p95"], found["crowd"]["frame_ack_ms"]["p95"]))


def probe(prober: Caller, seconds: float) -> list[float]:
    """Latencies, in ms, of events that change nothing."""
    found_ms = []
    until_s = time.monotonic() + seconds
    while (sent_s := time.monotonic()) < until_s:
        prober.socket.call("interrupt", {"turn": 0, "heard_ms": 0}, timeout=30)
        found_ms.append((time.monotonic() - sent_s) * 1000)
        time.sleep(PROBE_EVERY_S)
    return found_ms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=int, default=10)
    parser.add_argument("--step", type=int, default=10)
    parser.add_argument("--most", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--bound-ms", type=float, default=50.0)
    asked = parser.parse_args()
    measured_on = machine()
    with serving(stub=True, MAX_CALLS=str(asked.most + 1), LOG_LEVEL="WARNING") as server:
        found = run(server.url, psutil.Process(server.process.pid), asked)
    print(json.dumps({"machine": measured_on, **found}, indent=2))


if __name__ == "__main__":
    main()
