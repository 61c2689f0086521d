"""Jobs in Redis: web processes put them there, workers take them out.

Source: https://python-rq.org/docs/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.job import Job as Ticket
from rq.serializers import JSONSerializer

from services.domain import Job
from services.errors import QueueUnavailable

NAME = "visavis"
TIMEOUT_S = 5
MAX_S = 3600
"""What runs longer than this hangs, and is ended."""
FAILED_KEPT_S = 3600
PERFORM = "services.jobs.rq_entry.perform"
"""What a worker calls, with a job's id, its kind and its arguments."""


class RedisQueue:
    """The runner with Redis: whoever takes a job out of the queue carries it out."""

    keeps = True

    def __init__(self, url: str) -> None:
        """``url`` may ask for TLS with a certificate that nobody signed: ``?ssl_cert_reqs=none``.

        Connects on first use.
        """
        self.redis = Redis.from_url(url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)
        self._queue = Queue(NAME, connection=self.redis, serializer=JSONSerializer)

    def run(self, job: Job, arguments: Mapping[str, Any]) -> None:
        try:
            self._queue.enqueue_call(
                PERFORM,
                args=(job.id, job.kind, dict(arguments)),
                job_id=job.id,
                timeout=MAX_S,
                result_ttl=0,
                failure_ttl=FAILED_KEPT_S,
            )
        except RedisError as exc:
            raise QueueUnavailable(type(exc).__name__) from exc

    def check(self) -> str:
        try:
            return f"{self._queue.count} waiting"
        except RedisError as exc:
            raise QueueUnavailable(type(exc).__name__) from exc

    def holds(self, job_id: str) -> bool:
        """Whether it still waits for a worker. Raises `redis.RedisError`."""
        try:
            ticket = Ticket.fetch(job_id, connection=self.redis, serializer=JSONSerializer)
        except NoSuchJobError:
            return False
        return bool(ticket.is_queued)
