"""Jobs on both databases: who is first changes a job, and nobody changes one that is over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.domain import JobState
from services.errors import NotFound, TooManyRequests
from services.storage.database import Database
from services.storage.jobs import MAX_KEPT, MAX_UNFINISHED, UNFINISHED, JobRecords
from tests.storage.conftest import ALICE, BOB

QUEUED, RUNNING, DONE = JobState.QUEUED, JobState.RUNNING, JobState.DONE


@pytest.fixture
def records(database: Database) -> JobRecords:
    return JobRecords(database)


def test_a_job_is_kept_as_it_is_changed(records: JobRecords) -> None:
    job = records.add(ALICE, "clip")
    assert records.get(ALICE, job.id) == job
    changed = records.change(
        job.id, UNFINISHED, state=DONE, progress=1.0, message="Dóne\0", result={"blob": "x"}
    )
    assert changed is not None and changed.result == {"blob": "x"}
    kept = records.get(ALICE, job.id)
    assert (kept.state, kept.message, kept.result) == (DONE, "Dóne\ufffd", {"blob": "x"})
    assert records.unfinished() == []


def test_only_the_first_change_counts(records: JobRecords) -> None:
    job = records.add(ALICE, "clip")
    with ThreadPoolExecutor(4) as pool:
        begun = list(
            pool.map(lambda n: records.change(job.id, (QUEUED,), state=RUNNING, worker=str(n)),
                     range(8))
        )  # fmt: skip
    (winner,) = filter(None, begun)
    assert records.get(ALICE, job.id) == winner
    assert records.change("no such job", UNFINISHED, state=DONE) is None


def test_a_person_has_so_many_and_no_more(records: JobRecords) -> None:
    for _ in range(MAX_UNFINISHED):
        records.add(ALICE, "clip")
    with pytest.raises(TooManyRequests):
        records.add(ALICE, "clip")
    assert len(records.unfinished()) == len(records.listed(ALICE)) == MAX_UNFINISHED
    with pytest.raises(NotFound):
        records.get(BOB, records.listed(ALICE)[0].id)


def test_the_oldest_that_are_over_are_forgotten(records: JobRecords) -> None:
    running = records.add(ALICE, "clip")
    over = []
    for _ in range(MAX_KEPT + 2):
        over.append(records.add(ALICE, "clip").id)
        records.change(over[-1], UNFINISHED, state=DONE)
    assert [job.id for job in records.listed(ALICE)] == [*reversed(over[2:]), running.id]
