"""Where native work runs, so that nothing that blocks runs on the hub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class Offload(Protocol):
    """Runs ``work`` somewhere it may block, and returns or raises what it does.

    Under eventlet that is a native thread, one piece of work at a time: ``work`` must not log,
    print or take a lock that a green thread may hold.
    """

    def __call__(self, work: Callable[[], Result]) -> Result: ...


def inline(work: Callable[[], Result]) -> Result:
    """Runs ``work`` right here: for real threads, tests and programs without a hub."""
    return work()
