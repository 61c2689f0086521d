"""A person's right to all that is kept of them: to take it along, and to have it deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify

from services.errors import BadInput
from services.jobs.forgetting import Forgetting
from services.offload import Offload
from services.storage.everything import Everything
from services.storage.voices import Voices
from services.web import browser, fields, identity

SURE = {"sure": fields.flag}


def blueprint(
    everything: Everything,
    voices: Voices,
    forgetting: Forgetting,
    hang_up: Callable[[str], None],
    *,
    offload: Offload,
) -> Blueprint:
    """``hang_up`` ends all calls of a person; ``offload`` packs what they take along."""
    pages = Blueprint("privacy", __name__, url_prefix="/api/me")

    @pages.get("/export")
    def export() -> Response:
        content = everything.archive(identity.person_id(), offload)
        response = Response(content, content_type="application/zip")
        name = f"visavis-{datetime.now(UTC):%Y-%m-%d}.zip"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    _add_deletion(pages, everything, voices, forgetting, hang_up)
    return pages


def _add_deletion(
    pages: Blueprint,
    everything: Everything,
    voices: Voices,
    forgetting: Forgetting,
    hang_up: Callable[[str], None],
) -> None:
    @pages.delete("")
    def delete() -> Response:
        person = identity.in_person().person_id
        if not fields.body(SURE).get("sure"):
            raise BadInput("sure must be true.")
        hang_up(person)
        receipts = [forgetting.forget(person, voice.id) for voice in voices.listed(person)]
        deleted = everything.delete(person)
        identity.changed(person)
        browser.forget()
        return jsonify(deleted=deleted, voices=[dict(receipt.row) for receipt in receipts])
