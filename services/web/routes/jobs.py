"""People's jobs, as JSON."""

from __future__ import annotations

from typing import cast

from flask import Blueprint

from services.conversation.events import JobChanged
from services.domain import Job
from services.jobs.jobs import Jobs
from services.web.identity import person_id
from services.web.openapi import response_types


def blueprint(jobs: Jobs) -> Blueprint:
    pages = Blueprint("jobs", __name__, url_prefix="/api/jobs")

    @pages.get("")
    def own() -> response_types.JobsJson:
        """The person's jobs, newest first."""
        return {"jobs": [_job(job) for job in jobs.listed(person_id())]}

    @pages.get("/<job_id>")
    def one(job_id: str) -> response_types.JobJson:
        """How far a job is."""
        return _job(jobs.get(person_id(), job_id))

    @pages.delete("/<job_id>")
    def cancel(job_id: str) -> response_types.JobJson:
        """Call a job off; as it then is."""
        return _job(jobs.cancel(person_id(), job_id))

    return pages


def _job(job: Job) -> response_types.JobJson:
    """As the event tells of it, and since when it is."""
    told = {**JobChanged.of(job).payload(), "created_at": job.created_at.isoformat()}
    return cast(response_types.JobJson, told)
