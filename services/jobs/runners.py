"""Who carries jobs out when there is no Redis: the web process itself."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Protocol

from services.domain import Job
from services.jobs.executor import Executor

AT_ONCE = 2
"""Jobs that one web process carries out at a time; the others wait."""


class JobRunner(Protocol):
    keeps: bool
    """Whether unfinished jobs are still there after a restart of the web process."""

    def run(self, job: Job, arguments: Mapping[str, Any]) -> None:
        """See to it that the job is carried out. Raises `QueueUnavailable`."""
        ...

    def check(self) -> str:
        """How it is, for those who run it. Raises `QueueUnavailable`."""
        ...


class Threads:
    """Carries jobs out in threads of this process."""

    keeps = False

    def __init__(self, executor: Executor, *, at_once: int = AT_ONCE) -> None:
        self._executor = executor
        self._free = threading.Semaphore(at_once)

    def run(self, job: Job, arguments: Mapping[str, Any]) -> None:
        threading.Thread(target=self._perform, args=(job, arguments), daemon=True).start()

    def check(self) -> str:
        return "in this process"

    def _perform(self, job: Job, arguments: Mapping[str, Any]) -> None:
        with self._free:
            self._executor.perform(job.id, job.kind, arguments)


class Immediate:
    """Carries a job out before ``run`` returns: for tests and programs without a server."""

    keeps = False

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def run(self, job: Job, arguments: Mapping[str, Any]) -> None:
        self._executor.perform(job.id, job.kind, arguments)

    def check(self) -> str:
        return "at once"
