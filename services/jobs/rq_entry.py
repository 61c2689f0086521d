"""What a worker calls for each job. RQ finds it by its name, so its workshop is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.jobs.executor import Workshop

_of_this_process: list[Workshop] = []


def equip(workshop: Workshop) -> None:
    """From now on, jobs are carried out there."""
    _of_this_process[:] = [workshop]


def perform(job_id: str, kind: str, arguments: Mapping[str, Any]) -> None:
    """Called with the names and values that `RedisQueue.run` put into the queue."""
    (workshop,) = _of_this_process
    workshop.perform(job_id, kind, arguments)
