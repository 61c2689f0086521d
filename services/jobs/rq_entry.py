"""What a worker calls for each job. RQ finds it by its name, so its workshop is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.jobs.executor import Executor

_of_this_process: list[Executor] = []


def equip(executor: Executor) -> None:
    """From now on, jobs are carried out there."""
    _of_this_process[:] = [executor]


def perform(job_id: str, kind: str, arguments: Mapping[str, Any]) -> None:
    """Called with the names and values that `RedisQueue.run` put into the queue."""
    (executor,) = _of_this_process
    executor.perform(job_id, kind, arguments)
