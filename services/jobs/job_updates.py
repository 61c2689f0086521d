"""Every change of a job: kept first, then told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.domain import Job, JobState
from services.errors import CompanionError
from services.jobs.job_context import Cancelled
from services.storage.jobs import UNFINISHED, JobRecords

Tell = Callable[[Job], None]
"""Lets a job's person know how it stands; from any thread."""


class JobUpdates:
    """All methods raise `StorageError`; those on a running job `Cancelled` when it is over."""

    def __init__(self, records: JobRecords, tell: Tell) -> None:
        self._records = records
        self._tell = tell

    def add(self, person_id: str, kind: str) -> Job:
        """A new job, queued. Raises `TooManyRequests`."""
        job = self._records.add(person_id, kind)
        self._tell(job)
        return job

    def begin(self, job_id: str, worker: str) -> None:
        self._change(job_id, JobState.QUEUED, state=JobState.RUNNING, worker=worker)

    def report(self, job_id: str, share: float, message: str) -> None:
        values = {
            "progress": min(1.0, max(0.0, share)),
            **({"message": message} if message else {}),
        }
        self._change(job_id, JobState.RUNNING, **values)

    def done(self, job_id: str, result: Mapping[str, Any]) -> None:
        self._change(
            job_id,
            JobState.RUNNING,
            state=JobState.DONE,
            progress=1.0,
            message="",
            result=dict(result),
        )

    def fail(self, job_id: str, error: CompanionError) -> None:
        """One that is over already stays as it is."""
        self._end(job_id, state=JobState.FAILED, code=error.code, message=error.message)

    def cancel(self, job_id: str) -> None:
        """One that is over already stays as it is."""
        self._end(job_id, state=JobState.CANCELLED, message="")

    def _end(self, job_id: str, **values: Any) -> None:
        job = self._records.change(job_id, UNFINISHED, **values)
        if job is not None:
            self._tell(job)

    def _change(self, job_id: str, only_if: JobState, **values: Any) -> None:
        job = self._records.change(job_id, (only_if,), **values)
        if job is None:
            raise Cancelled
        self._tell(job)
