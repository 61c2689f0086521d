"""How this process is doing, for those who run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.errors import CompanionError
from services.providers.failover.health import Status
from services.web.openapi import response_types
from services.web.openapi.operations import ANYONE, FilePart, Operation, Unwell
from services.web.routes.providers import board

Check = Callable[[], object]
"""Anything JSON can hold when all is well; raises `CompanionError` when it is not."""


def blueprint(
    checks: Mapping[str, Check],
    *,
    ready: Callable[[], bool],
    statuses: Callable[[], Sequence[Status]],
) -> Blueprint:
    """``ready`` tells whether new calls should be sent here, ``statuses`` how the providers do."""
    pages = Blueprint("health", __name__)

    @pages.get("/health")
    @Operation(by=ANYONE)
    def health() -> response_types.HealthJson | Unwell[response_types.HealthJson]:
        results = {name: _result(check) for name, check in checks.items()}
        failed = any(isinstance(result, CompanionError) for result in results.values())
        shown = {
            name: result.message if isinstance(result, CompanionError) else result
            for name, result in results.items()
        }
        if failed:
            return {"status": "unhealthy", "checks": shown}, 503
        return {"status": "healthy", "checks": shown}

    _add_for_machines(pages, ready, statuses)

    return pages


def _add_for_machines(
    pages: Blueprint, ready: Callable[[], bool], statuses: Callable[[], Sequence[Status]]
) -> None:
    @pages.get("/ready")
    @Operation(by=ANYONE)
    def readiness() -> response_types.Readiness | Unwell[response_types.Readiness]:
        """Whether a call that starts now is answered without delay."""
        shown = {
            capability: [row for row in rows if row["configured"]]
            for capability, rows in board(statuses()).items()
        }
        if not ready():
            return {"status": "not ready", "providers": shown}, 503
        return {"status": "ready", "providers": shown}

    @pages.get("/metrics")
    @Operation(by=ANYONE)
    def metrics() -> Annotated[Response, FilePart(("text/plain",))]:
        """For Prometheus."""
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _result(check: Check) -> object:
    try:
        return check()
    except CompanionError as exc:
        return exc
