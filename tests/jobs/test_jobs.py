"""Jobs in the web process: their life, as their person hears of it and finds it again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.conversation.events import JobChanged
from services.domain import Job
from services.errors import NotFound, QueueUnavailable
from services.jobs.runners import Threads
from services.storage.people import present
from tests.jobs.stage import ALICE, BOB, Stage


def states(stage: Stage, job: Job) -> list[str]:
    return [told.state.value for told in stage.told.of(job)]


def test_a_job_is_done_and_told_step_by_step(stage: Stage) -> None:
    jobs = stage.jobs()
    job = jobs.start("add", ALICE, numbers=[1, 2])
    assert (job.state, job.progress) == ("queued", 0)
    assert states(stage, job) == ["queued", "running", "running", "running", "done"]
    steps = [(told.progress, told.message) for told in stage.told.of(job)]
    assert steps == [(0, ""), (0, ""), (0.5, "Adding 1"), (1, "Adding 2"), (1, "")]
    found = jobs.get(ALICE, job.id)
    assert (found.state, found.result, found.code) == ("done", {"sum": 3}, "")


def test_the_event_says_no_more_than_there_is(stage: Stage) -> None:
    job = stage.jobs().start("add", ALICE, numbers=[2])
    first, *_, last = (JobChanged.of(told).payload() for told in stage.told.of(job))
    common = {"job": job.id, "kind": "add", "message": ""}
    assert first == {**common, "state": "queued", "progress": 0}
    assert last == {**common, "state": "done", "progress": 1, "result": {"sum": 2}}


def test_an_error_of_ours_is_told_in_its_own_words(stage: Stage) -> None:
    job = stage.jobs().start("refuse", ALICE)
    told = stage.told.of(job)[-1]
    assert (told.state, told.code) == ("failed", "provider_busy")
    assert "busy" in told.message and "detail" not in told.message


@pytest.mark.parametrize(("kind", "arguments"), [("crash", {}), ("add", {"wrong": 1})])
def test_a_crash_ends_the_job_and_nothing_else(
    stage: Stage, kind: str, arguments: dict[str, int]
) -> None:
    jobs = stage.jobs()
    job = jobs.get(ALICE, jobs.start(kind, ALICE, **arguments).id)
    assert (job.state, job.code) == ("failed", "internal")
    assert jobs.get(ALICE, jobs.start("add", ALICE, numbers=[1]).id).state == "done"


def test_a_job_uses_its_tools(stage: Stage) -> None:
    job = stage.jobs().start("keep", ALICE, owner=ALICE)
    result = stage.told.of(job)[-1].result
    assert result is not None and stage.blobs.read(result["blob"]).content == b"made"


def test_a_job_goes_on_while_its_request_is_over_and_can_be_cancelled(stage: Stage) -> None:
    jobs = stage.jobs(Threads)
    job = jobs.start("linger", ALICE)
    stage.told.wait_for(job, "running")
    assert jobs.cancel(ALICE, job.id).state == "cancelled"
    after = jobs.start("add", ALICE, numbers=[1])
    stage.told.wait_for(after, "done")
    assert states(stage, job)[-1] == "cancelled"


def test_more_jobs_than_may_run_at_once_wait(stage: Stage) -> None:
    jobs = stage.jobs(lambda executor: Threads(executor, at_once=1))
    first, second = jobs.start("linger", ALICE), jobs.start("linger", BOB)
    running = stage.told.wait_for_any((first, second), "running")
    waiting = second if running.id == first.id else first
    assert states(stage, waiting) == ["queued"]
    jobs.cancel(running.person_id, running.id)
    stage.told.wait_for(waiting, "running")
    jobs.cancel(waiting.person_id, waiting.id)


def test_what_is_cancelled_before_its_turn_never_runs(stage: Stage) -> None:
    job = stage.board.add(ALICE, "add")
    stage.board.cancel(job.id)
    stage.executor.perform(job.id, "add", {"numbers": [1]})
    assert states(stage, job) == ["queued", "cancelled"]


def test_what_is_over_stays_as_it_is(stage: Stage) -> None:
    jobs = stage.jobs()
    job = jobs.start("add", ALICE, numbers=[1])
    assert jobs.cancel(ALICE, job.id).state == "done"
    stage.executor.perform(job.id, "add", {"numbers": [1]})
    assert len(stage.told.of(job)) == 4


def test_nobody_else_sees_or_cancels_it(stage: Stage) -> None:
    jobs = stage.jobs()
    job = jobs.start("add", ALICE, numbers=[1])
    assert jobs.listed(BOB) == []
    with pytest.raises(NotFound):
        jobs.get(BOB, job.id)
    with pytest.raises(NotFound):
        jobs.cancel(BOB, job.id)
    with pytest.raises(NotFound):
        jobs.get(ALICE, "no such job")


def test_a_restart_ends_what_nobody_carries_out_any_more(stage: Stage) -> None:
    waiting, running = stage.board.add(ALICE, "add"), stage.board.add(ALICE, "add")
    stage.board.begin(running.id, "")
    jobs = stage.jobs()
    done = jobs.start("add", ALICE, numbers=[1])
    jobs.open()
    ended = {job.id: (job.state.value, job.code) for job in jobs.listed(ALICE)}
    assert ended == {
        waiting.id: ("failed", "job_interrupted"),
        running.id: ("failed", "job_interrupted"),
        done.id: ("done", ""),
    }


def test_progress_stays_between_nothing_and_all(stage: Stage) -> None:
    job = stage.board.add(ALICE, "add")
    stage.board.begin(job.id, "")
    for share in (-3, 7):
        stage.board.report(job.id, share, "")
    assert [told.progress for told in stage.told.of(job)] == [0, 0, 0, 1]


class NoQueue:
    keeps = True

    def run(self, job: Job, arguments: object) -> None:
        raise QueueUnavailable

    def check(self) -> str:
        raise QueueUnavailable


def test_a_queue_that_is_not_there_is_told(stage: Stage) -> None:
    jobs = stage.jobs(lambda executor: NoQueue())
    with pytest.raises(QueueUnavailable):
        jobs.start("add", ALICE, numbers=[1])
    (job,) = jobs.listed(ALICE)
    assert (job.state, job.code) == ("failed", "queue_unavailable")


def test_jobs_go_with_their_person(stage: Stage) -> None:
    job = stage.jobs().start("add", ALICE, numbers=[1])
    assert datetime.now(UTC) - job.created_at < timedelta(minutes=1)
    stage.database.run(lambda session: session.delete(present(session, ALICE)))
    assert stage.jobs().listed(ALICE) == []
