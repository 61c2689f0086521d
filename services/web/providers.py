"""How the providers do, for those who look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify

from services.labels import label
from services.providers.chain.health import Status


def blueprint(statuses: Callable[[], Sequence[Status]]) -> Blueprint:
    pages = Blueprint("providers", __name__)

    @pages.get("/api/providers")
    def providers() -> Response:
        return jsonify(providers=board(statuses()))

    return pages


def board(statuses: Sequence[Status]) -> Mapping[str, list[dict[str, Any]]]:
    """By capability, in the order of its chain; those outside it come last."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for status in statuses:
        rows.setdefault(status.capability, []).append(_row(status))
    return rows


def _row(status: Status) -> dict[str, Any]:
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
