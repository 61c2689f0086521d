"""How long the hub of the web process stalls, while every engine works in a call.

    python -m benchmarks.ticker [--turns 8] [--stub]

The real web process runs with one green thread more, that sleeps 10 ms at a time. Prints JSON: the
gaps between its awakenings, in ms, idle and in a call, and the longest of the call by when they
were, in seconds from its start.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
import time
from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.report import machine, share_below, spread
from benchmarks.serving import serving
from benchmarks.talking import talking
from tests.speech import clips

IDLE_S = 5.0
SETTLED_S = 15.0
"""After the start the chat model still reads the first companion's persona."""
MAX_TICKS = 5


def run(turns: int, *, stub: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        noted = Path(folder, "woke")
        program = ("-m", "benchmarks.ticking", str(noted))
        with serving(stub=stub, program=program) as server:
            time.sleep(0 if stub else SETTLED_S)
            idle_s = (time.monotonic(), time.monotonic() + IDLE_S)
            time.sleep(IDLE_S)
            with talking(server.url) as talk:
                started_s = time.monotonic()
                for clip in itertools.islice(itertools.cycle(clips()), turns):
                    talk.ask(clip.sound)
                call_s = (started_s, time.monotonic())
            server.stop()
        woke_s = array("d", noted.read_bytes())
    return {
        "idle_gaps_ms": gaps(woke_s, *idle_s),
        "call_gaps_ms": gaps(woke_s, *call_s),
        "longest": longest(woke_s, *call_s),
    }


def gaps(woke_s: Sequence[float], from_s: float, to_s: float) -> dict[str, float]:
    """`spread` with the 99th percentile, of those that began in this time."""
    found_ms = sorted(gap_ms for _, gap_ms in _between(woke_s, from_s, to_s))
    return {**spread(found_ms), "p99": round(share_below(found_ms, 0.99), 1)}


def longest(woke_s: Sequence[float], from_s: float, to_s: float) -> list[dict[str, float]]:
    worst = sorted(_between(woke_s, from_s, to_s), key=lambda found: -found[1])[:MAX_TICKS]
    return [{"at_s": round(at_s - from_s, 1), "gap_ms": round(gap, 1)} for at_s, gap in worst]


def _between(woke_s: Sequence[float], from_s: float, to_s: float) -> list[tuple[float, float]]:
    """When each gap began, in seconds, and how long it was, in ms."""
    return [
        (before_s, (after_s - before_s) * 1000)
        for before_s, after_s in pairwise(woke_s)
        if from_s <= before_s < to_s
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=8)
    parser.add_argument("--stub", action="store_true", help="providers that answer at once")
    asked = parser.parse_args()
    measured_on = machine()
    print(json.dumps({"machine": measured_on, **run(asked.turns, stub=asked.stub)}, indent=2))


if __name__ == "__main__":
    main()
