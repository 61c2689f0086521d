"""People's jobs, as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from services.conversation.said import JobChanged
from services.domain import Job
from services.jobs.jobs import Jobs
from services.web.identity import person_id


def blueprint(jobs: Jobs) -> Blueprint:
    pages = Blueprint("jobs", __name__, url_prefix="/api/jobs")

    @pages.get("")
    def own() -> Response:
        return jsonify(jobs=[_job(job) for job in jobs.listed(person_id())])

    @pages.get("/<job_id>")
    def one(job_id: str) -> Response:
        return jsonify(_job(jobs.get(person_id(), job_id)))

    @pages.delete("/<job_id>")
    def cancel(job_id: str) -> Response:
        return jsonify(_job(jobs.cancel(person_id(), job_id)))

    return pages


def _job(job: Job) -> dict[str, Any]:
    """As the event tells of it, and since when it is."""
    return {**JobChanged.of(job).payload(), "created_at": job.created_at.isoformat()}
