"""Jobs for tests, and a place to carry them out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.contracts import LipSyncer
from services.domain import Job
from services.errors import ProviderBusy
from services.jobs import clip
from services.jobs.executor import Executor
from services.jobs.job_context import JobContext, JobProgress
from services.jobs.job_updates import JobUpdates
from services.jobs.jobs import Jobs
from services.jobs.runners import Immediate, JobRunner
from services.providers.matching.stub import StubMatcher
from services.providers.speech.stub import StubSpeech
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.jobs import JobRecords
from services.storage.voices import Voices
from tests.support.patience import hang_s

ALICE, BOB = "a" * 32, "b" * 32


def add(tools: JobContext, progress: JobProgress, /, *, numbers: list[int]) -> Mapping[str, Any]:
    for done, number in enumerate(numbers, start=1):
        progress(done / len(numbers), f"Adding {number}")
    return {"sum": sum(numbers)}


def refuse(tools: JobContext, progress: JobProgress, /) -> Mapping[str, Any]:
    raise ProviderBusy("a detail for the log", provider="vendor")


def crash(tools: JobContext, progress: JobProgress, /) -> Mapping[str, Any]:
    raise ZeroDivisionError


def keep(tools: JobContext, progress: JobProgress, /, *, owner: str) -> Mapping[str, Any]:
    return {"blob": tools.blobs.put(b"made", "image/jpeg", owner)}


def linger(tools: JobContext, progress: JobProgress, /) -> Mapping[str, Any]:
    """Goes on until it is cancelled."""
    while True:
        progress(0.5, "Still at it")
        time.sleep(0.02)


KINDS = {
    "add": add,
    "refuse": refuse,
    "crash": crash,
    "keep": keep,
    "linger": linger,
    clip.KIND: clip.film,
}


@dataclass
class Told:
    """What people were told, in order."""

    jobs: list[Job] = field(default_factory=list)
    _came: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, job: Job) -> None:
        with self._came:
            self.jobs.append(job)
            self._came.notify_all()

    def of(self, job: Job) -> list[Job]:
        return [told for told in self.jobs if told.id == job.id]

    def wait_for(self, job: Job, state: str) -> Job:
        return self.wait_for_any((job,), state)

    def wait_for_any(self, jobs: Sequence[Job], state: str) -> Job:
        """The first of them that is said to be in that state."""
        ids = {job.id for job in jobs}

        def found() -> Job | None:
            reached = (told for told in self.jobs if told.id in ids and told.state == state)
            return next(reached, None)

        with self._came:
            job = self._came.wait_for(found, hang_s())
        assert job is not None, self.jobs
        return job


@dataclass
class Stage:
    database: Database
    blobs: Blobs
    told: Told = field(default_factory=Told)
    lip_syncer: LipSyncer | None = None

    def __post_init__(self) -> None:
        tools = JobContext(
            blobs=self.blobs,
            voices=Voices(self.database),
            synthesizer=StubSpeech(),
            matcher=StubMatcher(),
            cloner=None,
            lip_syncer=self.lip_syncer,
        )
        self.records = JobRecords(self.database)
        self.board = JobUpdates(self.records, self.told)
        self.executor = Executor(self.board, KINDS, tools)

    def jobs(self, runner: Callable[[Executor], JobRunner] = Immediate) -> Jobs:
        return Jobs(self.records, self.board, runner(self.executor))
