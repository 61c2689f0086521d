"""The memory of each process, idle and in a call.

    python -m benchmarks.memory [--turns 6]

Prints JSON, in MB: ``rss`` counts what processes share in each of them, ``pss`` divides it among
them, so that those add up, and ``uss`` leaves it out. In a call the most that was seen counts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil

from benchmarks.report import machine
from benchmarks.serving import serving
from benchmarks.talking import talking
from tests.speech import clips

KINDS = ("rss", "pss", "uss")
LOOK_EVERY_S = 0.5
SETTLED_S = 15.0
"""After the start the chat model still reads the first companion's persona."""
WORKER = "services.engine.worker"

Memory = dict[str, dict[str, float]]
"""By process, by kind, in MB."""


def memory_of(web: psutil.Process) -> Memory:
    """Of the web process and of every engine that it runs."""
    engines = {_engine_name(child): child for child in web.children(recursive=True)}
    processes = {"web": web, **{name: child for name, child in engines.items() if name}}
    seen = {name: process.memory_full_info() for name, process in processes.items()}
    return {
        name: {kind: round(getattr(sizes, kind) / 1e6, 1) for kind in KINDS}
        for name, sizes in seen.items()
    }


def _engine_name(process: psutil.Process) -> str:
    """Empty for any other process."""
    words = process.cmdline()
    return words[words.index(WORKER) + 1] if WORKER in words else ""


@contextmanager
def most_memory(web: psutil.Process, most: Memory) -> Iterator[None]:
    """Keeps the most that is seen meanwhile in ``most``."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY_S):
            for name, sizes in memory_of(web).items():
                before = most.setdefault(name, sizes)
                most[name] = {kind: max(sizes[kind], before[kind]) for kind in KINDS}

    thread = threading.Thread(target=look, name="memory")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def run(turns: int, *, stub: bool) -> dict[str, Any]:
    in_call: Memory = {}
    with serving(stub=stub) as server:
        web = psutil.Process(server.process.pid)
        time.sleep(0 if stub else SETTLED_S)
        idle = memory_of(web)
        with most_memory(web, in_call), talking(server.url) as talk:
            for clip in itertools.islice(itertools.cycle(clips()), turns):
                talk.ask(clip.sound)
    return {
        "idle_mb": idle,
        "in_call_mb": in_call,
        "total_pss_mb": {"idle": _total(idle), "in_call": _total(in_call)},
    }


def _total(memory: Memory) -> float:
    return round(sum(sizes["pss"] for sizes in memory.values()), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=6)
    parser.add_argument("--stub", action="store_true", help="providers that answer at once")
    asked = parser.parse_args()
    print(json.dumps({"machine": machine(), **run(asked.turns, stub=asked.stub)}, indent=2))


if __name__ == "__main__":
    main()
