"""Jobs with Redis: web processes put them there, a worker carries them out, all of them tell."""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from redis import Redis
from rq.job import Job as Ticket
from rq.serializers import JSONSerializer
from sqlalchemy import select

from services.conversation.events import JobChanged
from services.domain import Job, JobState
from services.errors import ConfigError, QueueUnavailable
from services.jobs.announce import CHANNEL, over_redis
from services.jobs.jobs import Jobs
from services.jobs.queue import RedisQueue
from services.jobs.worker_heartbeat import ENTERED_WITHIN, WorkerHeartbeat
from services.offload import inline
from services.settings import Settings
from services.storage.blob_stores import Folder
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.tables import PersonRow
from services.wiring.worker import work
from tests import photos
from tests.clients import Caller, calling
from tests.e2e import server
from tests.e2e.server import STUBS, Server
from tests.jobs import redis_server
from tests.jobs.stage import ALICE, Stage
from tests.support.patience import hang_s, wait_until
from tests.vendors.did_server import DidServer

pytestmark = [pytest.mark.server, pytest.mark.slow]


@dataclass
class Deployment:
    """Two web processes that share a Redis, a database and a folder with a worker."""

    folder: Path
    settings: Mapping[str, str]
    webs: tuple[Server, Server]

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        environment = server._environment(self.folder, self.settings, 0)
        started = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.worker"], cwd=server.ROOT, env=environment
        )
        try:
            yield started
        finally:
            started.kill()
            started.wait(hang_s())


@pytest.fixture(scope="module")
def vendor() -> Iterator[DidServer]:
    with DidServer() as vendor:
        vendor.looks = 1
        yield vendor


@pytest.fixture(scope="module")
def deployment(
    redis_url: str, vendor: DidServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("deployment")
    settings = {**STUBS, "REDIS_URL": redis_url, **vendor.settings()}
    with server.running(folder, settings) as one, server.running(folder, settings) as other:
        yield Deployment(folder, settings, (one, other))


@pytest.fixture(scope="module")
def worker(deployment: Deployment) -> Iterator[subprocess.Popen[bytes]]:
    """Runs until a test kills it."""
    with deployment.worker() as worker:
        yield worker


@pytest.fixture
def database(deployment: Deployment) -> Iterator[Database]:
    path = deployment.folder / "instance" / "visavis.sqlite3"
    database = Database(f"sqlite:///{path}", offload=inline)
    yield database
    database.close()


@pytest.fixture
def alice(deployment: Deployment) -> Iterator[Caller]:
    with calling(deployment.webs[0].url) as caller:
        yield caller


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    """The database and the jobs of the deployment."""
    return Stage(database, Blobs(Folder(tmp_path, offload=inline), secret_key="test"))


@pytest.fixture
def queue(deployment: Deployment) -> Iterator[RedisQueue]:
    queue = RedisQueue(deployment.settings["REDIS_URL"])
    yield queue
    queue.redis.close()


@pytest.fixture
def jobs(stage: Stage, queue: RedisQueue) -> Jobs:
    return stage.jobs(lambda executor: queue)


def person_of(caller: Caller, database: Database) -> str:
    """The id that the server knows them by."""
    name = secrets.token_hex(8)
    caller.http.patch(f"{caller.url}/api/me", json={"name": name}).raise_for_status()
    wanted = select(PersonRow.id).where(PersonRow.name == name)
    return str(database.run(lambda session: session.scalar(wanted)))


def told(caller: Caller, job: Job, state: str) -> dict[str, Any]:
    return caller.wait_for(
        "job", lambda told: told["job"] == job.id and told["state"] == state
    ).payload


@pytest.mark.usefixtures("worker")
def test_a_worker_carries_it_out_and_every_connection_hears_of_it(
    deployment: Deployment, alice: Caller, jobs: Jobs, database: Database
) -> None:
    """One of the connections is to another web process than the other."""
    person = person_of(alice, database)
    elsewhere = Caller(deployment.webs[1].url)
    elsewhere.http.cookies.update(alice.http.cookies)
    with calling(deployment.webs[1].url) as stranger:
        elsewhere.connect()
        job = jobs.start("add", person, numbers=[1, 2, 3])
        for caller in (alice, elsewhere):
            assert told(caller, job, "done")["result"] == {"sum": 6}
            steps = [(told["state"], told["progress"]) for told in caller.all("job")]
            assert steps == [
                ("running", 0), ("running", 1 / 3), ("running", 2 / 3), ("running", 1), ("done", 1),
            ]  # fmt: skip
        assert stranger.all("job") == []
    elsewhere.hang_up()
    found = alice.http.get(f"{alice.url}/api/jobs/{job.id}").json()
    assert (found["state"], found["result"]) == ("done", {"sum": 6})


@pytest.mark.usefixtures("worker")
def test_a_job_is_cancelled_from_the_page(alice: Caller, jobs: Jobs, database: Database) -> None:
    job = jobs.start("linger", person_of(alice, database))
    told(alice, job, "running")
    answer = alice.http.delete(f"{alice.url}/api/jobs/{job.id}")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    told(alice, job, "cancelled")
    after = jobs.start("add", job.person_id, numbers=[1])
    assert told(alice, after, "done")["result"] == {"sum": 1}


@pytest.mark.usefixtures("worker")
def test_a_clip_is_filmed_by_a_worker_and_seen_in_the_call(
    alice: Caller, vendor: DidServer
) -> None:
    alice.play_along()
    assert alice.start(companion=with_a_photo(alice))["studio"] == {"available": True, "on": False}
    alice.socket.call("studio_face", {"on": True})
    alice.type("hello there")
    made = alice.wait_for("job", lambda job: job["state"] == "done").payload
    assert alice.http.get(f"{alice.url}{made['result']['url']}").content == vendor.film
    alice.wait_for("ai_response")
    turn = alice.type("hello there")
    assert alice.wait_for("clip", lambda clip: clip["turn"] == turn)
    vendor.key = "another"
    alice.type("something else")
    notice = alice.wait_for("notice").payload
    assert notice["code"] == "provider_key"
    assert notice["message"].endswith("The live face carries on.")


def with_a_photo(caller: Caller) -> str:
    """The id of a new companion of theirs."""
    photo = {"portrait": ("grace.jpg", photos.grace().jpeg, "image/jpeg")}
    uploaded = caller.http.post(f"{caller.url}/upload", files=photo).json()
    wishes = {"name": "Grace", "portrait": uploaded["portrait"]["id"]}
    made = caller.http.post(f"{caller.url}/api/companions", json=wishes).json()
    return str(made["id"])


def test_what_a_killed_worker_leaves_is_told(
    worker: subprocess.Popen[bytes],
    alice: Caller,
    jobs: Jobs,
    stage: Stage,
    queue: RedisQueue,
) -> None:
    job = jobs.start("linger", person_of(alice, stage.database))
    lease = WorkerHeartbeat("the next worker", queue, stage.records, stage.board)
    told(alice, job, "running")
    lease.clear_away()
    assert jobs.get(job.person_id, job.id).state == "running"
    worker.kill()
    worker.wait(hang_s())
    for key in queue.redis.keys("visavis:worker:*"):
        queue.redis.delete(key)  # as it would go by itself after half a minute
    lease.clear_away()
    found = alice.http.get(f"{alice.url}/api/jobs/{job.id}").json()
    assert (found["state"], found["code"]) == ("failed", "job_interrupted")


def test_what_redis_has_forgotten_is_told(stage: Stage, jobs: Jobs, queue: RedisQueue) -> None:
    kept, lost, new = (jobs.start("add", ALICE, numbers=[1]) for _ in range(3))
    long_ago = datetime.now(UTC) - 2 * ENTERED_WITHIN
    for job in (kept, lost):
        stage.records.change(job.id, (JobState.QUEUED,), created_at=long_ago)
    for job in (lost, new):
        Ticket.fetch(job.id, connection=queue.redis, serializer=JSONSerializer).delete()
    WorkerHeartbeat("a worker", queue, stage.records, stage.board).clear_away()
    states = [jobs.get(ALICE, job.id).state for job in (kept, lost, new)]
    assert states == ["queued", "failed", "queued"]


def test_a_worker_that_is_told_to_stop_finishes_the_job_in_hand(
    deployment: Deployment, jobs: Jobs, stage: Stage, queue: RedisQueue
) -> None:
    queue.redis.flushall()
    job = jobs.start("linger", ALICE)
    with deployment.worker() as worker:
        wait_until(lambda: jobs.get(ALICE, job.id).state == "running")
        worker.send_signal(signal.SIGTERM)
        jobs.cancel(ALICE, job.id)
        assert worker.wait(hang_s(20)) == 0


def test_calls_go_on_as_without_redis(alice: Caller) -> None:
    alice.play_along()
    alice.start()
    alice.type("hello there")
    assert "hello there" in alice.wait_for("ai_response").payload["heard_text"]


def test_its_health_tells_of_the_queue(deployment: Deployment) -> None:
    assert (
        requests.get(f"{deployment.webs[0].url}/health", timeout=hang_s())
        .json()["checks"]["jobs"]
        .endswith("waiting")
    )


def test_a_worker_without_redis_says_so() -> None:
    with pytest.raises(ConfigError, match="REDIS_URL"):
        work(Settings.load({}), {})


def test_without_redis_jobs_cannot_be_started(stage: Stage) -> None:
    gone = RedisQueue(f"redis://127.0.0.1:{server.free_port()}/0")
    jobs = stage.jobs(lambda executor: gone)
    with pytest.raises(QueueUnavailable):
        jobs.check()
    with pytest.raises(QueueUnavailable):
        jobs.start("add", ALICE, numbers=[1])
    assert jobs.listed(ALICE)[0].code == "queue_unavailable"


def test_a_redis_that_has_signed_its_own_certificate(tmp_path: Path, stage: Stage) -> None:
    with redis_server.running_with_tls(tmp_path) as url:
        with pytest.raises(QueueUnavailable):
            RedisQueue(url).check()
        trusting = f"{url}?ssl_cert_reqs=none"
        assert RedisQueue(trusting).check() == "0 waiting"
        with Redis.from_url(trusting).pubsub() as web:
            web.subscribe(CHANNEL)
            assert web.get_message(timeout=hang_s())
            job = stage.board.add(ALICE, "add")
            over_redis(trusting)(job)
            message = web.get_message(timeout=hang_s())
    assert message and json.loads(message["data"])["data"] == [JobChanged.of(job).payload()]
