"""Carries out the jobs in Redis, one at a time: ``python -m services.wiring.worker``."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from services import logs
from services.errors import CompanionError, ConfigError
from services.jobs import queue, rq_entry
from services.jobs.announce import over_redis
from services.jobs.executor import Executor
from services.jobs.job_context import Work
from services.jobs.job_updates import JobUpdates
from services.jobs.kinds import KINDS
from services.jobs.queue import RedisQueue
from services.jobs.worker_heartbeat import WorkerHeartbeat
from services.offload import inline
from services.security.secret_key import secret_key
from services.settings import Settings
from services.storage.jobs import JobRecords
from services.wiring.parts import wire


def work(settings: Settings, kinds: Mapping[str, Work]) -> None:
    """Until SIGTERM: then the job in hand is finished. Raises `CompanionError`, `RedisError`."""
    if not settings.redis_url:
        raise ConfigError("REDIS_URL is not set: without it, the web process carries out its jobs")
    key = secret_key(settings)
    logs.set_up(settings, secrets=[key])
    tell = over_redis(settings.redis_url)
    parts = wire(settings, secret_key=key, offload=inline, tell=tell)
    parts.database.migrate()
    name = secrets.token_hex(8)
    records = JobRecords(parts.database)
    board = JobUpdates(records, tell)
    lease = WorkerHeartbeat(name, RedisQueue(settings.redis_url), records, board)
    rq_entry.equip(Executor(board, kinds, parts.tools, worker=name))
    try:
        lease.start()
        connection = Redis.from_url(settings.redis_url)
        SimpleWorker(
            [queue.NAME], name=name, connection=connection, serializer=JSONSerializer
        ).work(logging_level="WARNING")
    finally:
        lease.end()
        parts.close()


def main(kinds: Mapping[str, Work] = KINDS) -> int:
    try:
        work(Settings.from_environment(), kinds)
    except CompanionError as error:
        sys.stderr.write(f"visavis: {error.detail or error.message}\n")
        return 2
    except RedisError as error:
        sys.stderr.write(f"visavis: Redis: {type(error).__name__}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
