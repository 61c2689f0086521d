"""How this process is doing, for those who run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, Response, jsonify, make_response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.errors import CompanionError
from services.providers.chain.health import Status
from services.web.providers import board

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
    def health() -> Response:
        results = {name: _result(check) for name, check in checks.items()}
        failed = any(isinstance(result, CompanionError) for result in results.values())
        shown = {
            name: result.message if isinstance(result, CompanionError) else result
            for name, result in results.items()
        }
        status = "unhealthy" if failed else "healthy"
        return make_response(jsonify(status=status, checks=shown), 503 if failed else 200)

    _add_readiness(pages, ready, statuses)

    @pages.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return pages


def _add_readiness(
    pages: Blueprint, ready: Callable[[], bool], statuses: Callable[[], Sequence[Status]]
) -> None:
    @pages.get("/ready")
    def readiness() -> Response:
        is_ready = ready()
        status = "ready" if is_ready else "not ready"
        shown = {
            capability: [row for row in rows if row["configured"]]
            for capability, rows in board(statuses()).items()
        }
        return make_response(jsonify(status=status, providers=shown), 200 if is_ready else 503)


def _result(check: Check) -> object:
    try:
        return check()
    except CompanionError as exc:
        return exc
