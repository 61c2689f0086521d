"""A worker's sign of life. What one that is gone has left behind is over, and its person told."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError

from services.domain import Job, JobState
from services.errors import JobInterrupted, StorageError
from services.jobs.job_updates import JobUpdates
from services.jobs.queue import RedisQueue
from services.storage.jobs import JobRecords

log = logging.getLogger(__name__)

RENEWED_S = 10.0
LEASE_S = 30
"""How long a worker that says nothing is thought to live."""
ENTERED_WITHIN = timedelta(seconds=60)
"""A job is kept first and put into the queue after that."""


class WorkerHeartbeat:
    def __init__(
        self, name: str, queue: RedisQueue, records: JobRecords, board: JobUpdates
    ) -> None:
        """``name`` is this worker's."""
        self._name = name
        self._queue = queue
        self._records = records
        self._board = board
        self._over = threading.Event()

    def start(self) -> None:
        """Begin to show signs of life, and to look for others'. Raises `redis.RedisError`."""
        self.renew()
        threading.Thread(target=self._keep, daemon=True).start()

    def end(self) -> None:
        """This worker takes no more jobs."""
        self._over.set()

    def renew(self) -> None:
        self._queue.redis.set(_key(self._name), "alive", ex=LEASE_S)

    def clear_away(self) -> None:
        """End the jobs that nobody will carry out. Raises `RedisError`, `StorageError`."""
        for job in self._records.unfinished():
            if self._is_lost(job):
                self._board.fail(job.id, JobInterrupted())

    def _is_lost(self, job: Job) -> bool:
        if job.state == JobState.RUNNING:
            return not self._queue.redis.exists(_key(job.worker))
        entered = datetime.now(UTC) - job.created_at > ENTERED_WITHIN
        return entered and not self._queue.holds(job.id)

    def _keep(self) -> None:
        while True:
            try:
                self.renew()
                self.clear_away()
            except (RedisError, StorageError) as exc:
                log.warning("a worker's lease is in doubt", extra={"detail": type(exc).__name__})
            if self._over.wait(RENEWED_S):
                return


def _key(worker: str) -> str:
    return f"visavis:worker:{worker}"
