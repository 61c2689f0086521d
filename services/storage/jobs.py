"""Jobs as they are kept: a page that is loaded anew, and another process, find them here."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.domain import Job, JobState
from services.errors import NotFound, TooManyRequests
from services.storage.database import Database
from services.storage.people import present
from services.storage.tables import JobRow

UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
MAX_UNFINISHED = 8
"""That one person may have at a time."""
MAX_KEPT = 100
"""Of one person, before the oldest are forgotten."""
NEWEST_FIRST = (JobRow.created_at.desc(), JobRow.id.desc())


class JobRecords:
    """A job changes only from a state it is known to be in: whoever comes second does nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person_id: str, kind: str) -> Job:
        """A new job, queued. Raises `TooManyRequests`."""

        def work(session: Session) -> Job:
            present(session, person_id)
            theirs = select(func.count()).where(JobRow.person_id == person_id)
            if (session.scalar(theirs.where(JobRow.state.in_(UNFINISHED))) or 0) >= MAX_UNFINISHED:
                raise TooManyRequests(f"{MAX_UNFINISHED} unfinished jobs of one person")
            _forget_oldest(session, person_id)
            row = JobRow(
                id=secrets.token_hex(16), person_id=person_id, kind=kind, state=JobState.QUEUED
            )
            session.add(row)
            session.flush()
            return _job(row)

        return self._database.run(work)

    def get(self, person_id: str, job_id: str) -> Job:
        """Raises `NotFound`, also for another person's."""

        def work(session: Session) -> Job:
            row = session.get(JobRow, job_id)
            if row is None or row.person_id != person_id:
                raise NotFound("job")
            return _job(row)

        return self._database.run(work)

    def listed(self, person_id: str) -> Sequence[Job]:
        """The person's jobs, newest first."""
        theirs = select(JobRow).where(JobRow.person_id == person_id).order_by(*NEWEST_FIRST)
        return self._database.run(lambda session: [_job(row) for row in session.scalars(theirs)])

    def unfinished(self) -> Sequence[Job]:
        """Everyone's."""
        wanted = select(JobRow).where(JobRow.state.in_(UNFINISHED))
        return self._database.run(lambda session: [_job(row) for row in session.scalars(wanted)])

    def change(self, job_id: str, only_if: Collection[JobState], **values: Any) -> Job | None:
        """The job as changed; None when it is in no such state (any more)."""

        def work(session: Session) -> Job | None:
            row = session.get(JobRow, job_id, with_for_update=True)
            if row is None or row.state not in only_if:
                return None
            for name, value in values.items():
                setattr(row, name, value)
            return _job(row)

        return self._database.run(work)


def _forget_oldest(session: Session, person_id: str) -> None:
    old = (
        select(JobRow.id)
        .where(JobRow.person_id == person_id, JobRow.state.not_in(UNFINISHED))
        .order_by(*NEWEST_FIRST)
        .offset(MAX_KEPT - 1)
    )
    session.execute(delete(JobRow).where(JobRow.id.in_(session.scalars(old).all())))


def _job(row: JobRow) -> Job:
    return Job(
        id=row.id,
        person_id=row.person_id,
        kind=row.kind,
        created_at=row.created_at,
        state=JobState(row.state),
        progress=row.progress,
        message=row.message,
        code=row.code,
        result=row.result,
        worker=row.worker,
    )
