"""How often the renderer draws a speaking face without a graphics card, and what that costs.

    python -m benchmarks.frames [--seconds 10] [--minutes 0.5]

Prints JSON: for each size frames a second, the share of one core that all of Chromium takes, and
the time its script takes a frame; then the memory while a face as in a call goes on for a while.
The first two sizes are drawn at each refresh, as with a graphics card; "as in a call" is what the
page does when it finds that there is none.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psutil

from benchmarks.report import cpu_s, machine
from benchmarks.sitters import photographed
from benchmarks.studio import Studio, studio
from tests import photos

SIZES = {"512 px": 512, "768 px": 768, "as in a call": 0}
BEGIN = "async wish => (await import('/benchmarks/frames.js')).begin(wish)"
COUNTED = "async () => (await import('/benchmarks/frames.js')).counted()"
LOOKS = 20
"""How many times memory is looked at."""


def of_chromium(read: Callable[[psutil.Process], float]) -> dict[int, float]:
    """Something of each of its processes, by number: the browser, the page, the drawing one."""
    found = {}
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # one that ends meanwhile does not count
            if "chrom" in child.name():
                found[child.pid] = read(child)
    return found


def speed(room: Studio, seconds: float) -> dict[str, float]:
    """Of the face that is being drawn."""
    before, began_s, spent_s = room.evaluate(COUNTED), time.monotonic(), of_chromium(cpu_s)
    time.sleep(seconds)
    after, passed_s = room.evaluate(COUNTED), time.monotonic() - began_s
    now_s = of_chromium(cpu_s)
    cost_s = sum(now_s[number] - spent_s[number] for number in now_s.keys() & spent_s)
    frames = after["drawn"] - before["drawn"]
    return {
        "frames_per_s": round(1000 * frames / (after["at_ms"] - before["at_ms"]), 1),
        "core_percent": round(100 * cost_s / passed_s),
        "script_ms": round((after["drawing_ms"] - before["drawing_ms"]) / max(1, frames), 2),
    }


def memory(room: Studio, minutes: float) -> dict[str, Any]:
    """At even times from now on, in MB; the script's heap once its garbage is collected."""
    began_s, heap_mb, resident_mb = time.monotonic(), [], []
    for look in range(LOOKS + 1):
        time.sleep(max(0, began_s + look * minutes * 60 / LOOKS - time.monotonic()))
        heap_mb.append(round(room.heap_bytes() / 1e6, 2))
        resident_mb.append(
            round(sum(of_chromium(lambda each: each.memory_info().rss).values()) / 1e6, 1)
        )
    return {
        "minutes": minutes,
        "heap_mb": heap_mb,
        "rss_mb": resident_mb,
        "rss_grew_mb": round(resident_mb[-1] - resident_mb[0], 1),
    }


def run(seconds: float, minutes: float) -> dict[str, Any]:
    speeds: dict[str, Any] = {}
    with studio() as room:
        picture, rig = room.seat(photographed(photos.grace()))
        for name, side_px in SIZES.items():
            wish = {"picture": picture, "rig": rig, "side": side_px}
            drawn_px = room.evaluate(BEGIN, wish)
            speeds[name] = {"drawn_px": drawn_px, **speed(room, seconds)}
        return {"speed": speeds, "memory": memory(room, minutes)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frames")
    parser.add_argument("--seconds", type=float, default=10, help="for each size")
    parser.add_argument("--minutes", type=float, default=0.5, help="for the memory")
    asked = parser.parse_args()
    print(json.dumps({"machine": machine(), **run(asked.seconds, asked.minutes)}, indent=1))


if __name__ == "__main__":
    main()
