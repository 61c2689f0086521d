"""What every benchmark says in the same way: spreads of numbers, and the machine they are of."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable
from typing import Any

import psutil


def spread(values: Iterable[float]) -> dict[str, float]:
    """``n``, ``median``, ``p95`` and ``worst``; only ``n`` when there are none."""
    ordered = sorted(values)
    if not ordered:
        return {"n": 0}
    return {
        "n": len(ordered),
        "median": round(statistics.median(ordered), 1),
        "p95": round(share_below(ordered, 0.95), 1),
        "worst": round(ordered[-1], 1),
    }


def share_below(ordered: list[float], share: float) -> float:
    """The least of these sorted values that at least this share of them does not exceed."""
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]


def cpu_s(process: psutil.Process) -> float:
    """What it has spent of all cores so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def machine() -> dict[str, Any]:
    """Cores, versions, and how busy it is just now: others at work make every number worse."""
    return {
        "cores": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "memory_mb": round(psutil.virtual_memory().total / 1e6),
        "system": platform.system(),
        "python": platform.python_version(),
        "load_average_1_min": round(os.getloadavg()[0], 2),
    }
