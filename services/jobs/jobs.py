"""Long work that a person has asked for: start it, look at it, call it off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.domain import Job
from services.errors import JobInterrupted, QueueUnavailable
from services.jobs.job_updates import JobUpdates
from services.jobs.runners import JobRunner
from services.storage.jobs import JobRecords


class Jobs:
    def __init__(self, records: JobRecords, board: JobUpdates, runner: JobRunner) -> None:
        self._records = records
        self._board = board
        self._runner = runner

    def open(self) -> None:
        """Before anything is started: what a former run of this process left is over."""
        if not self._runner.keeps:
            for job in self._records.unfinished():
                self._board.fail(job.id, JobInterrupted())

    def start(self, kind: str, person_id: str, /, **arguments: Any) -> Job:
        """The new job; ``arguments`` are for its function, and such as JSON can hold.

        Raises `TooManyRequests`, `QueueUnavailable`, `StorageError`.
        """
        job = self._board.add(person_id, kind)
        try:
            self._runner.run(job, arguments)
        except QueueUnavailable as error:
            self._board.fail(job.id, error)
            raise
        return job

    def get(self, person_id: str, job_id: str) -> Job:
        """Raises `NotFound`, also for another person's."""
        return self._records.get(person_id, job_id)

    def listed(self, person_id: str) -> Sequence[Job]:
        """The person's jobs, newest first."""
        return self._records.listed(person_id)

    def cancel(self, person_id: str, job_id: str) -> Job:
        """The job, now over; its work ends at its next report. Raises `NotFound`."""
        self._board.cancel(self._records.get(person_id, job_id).id)
        return self._records.get(person_id, job_id)

    def check(self) -> str:
        """How the work is seen to. Raises `QueueUnavailable`."""
        return self._runner.check()
