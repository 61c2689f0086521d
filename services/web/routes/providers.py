"""How the providers do, for those who look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint

from services.labels import label
from services.providers.failover.health import Status
from services.web.openapi import response_types
from services.web.openapi.operations import ANYONE, Operation


def blueprint(statuses: Callable[[], Sequence[Status]]) -> Blueprint:
    pages = Blueprint("providers", __name__)

    @pages.get("/api/providers")
    @Operation(by=ANYONE)
    def providers() -> response_types.Board:
        """How each provider does, in the order of its chain."""
        return {"providers": board(statuses())}

    return pages


def board(statuses: Sequence[Status]) -> Mapping[str, list[response_types.Provider]]:
    """By capability, in the order of its chain; those outside it come last."""
    rows: dict[str, list[response_types.Provider]] = {}
    for status in statuses:
        rows.setdefault(status.capability, []).append(_row(status))
    return rows


def _row(status: Status) -> response_types.Provider:
    return {
        "name": status.name,
        "label": label(status.name),
        "configured": status.configured,
        "needs": status.needs or None,
        "healthy": status.configured and status.state == "closed",
        "state": status.state,
        "retry_in_s": status.retry_in_s,
        "error": {
            "code": status.error,
            "message": status.message,
            "at": status.error_at.isoformat(),
        }
        if status.error_at
        else None,
        "latency_ms": status.latency_ms,
    }
