"""A person's right to all that is kept of them: to take it along, and to have it deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, cast

from flask import Blueprint, Response

from services.errors import BadInput
from services.jobs.voice_deletion import VoiceDeletion
from services.offload import Offload
from services.storage.personal_data import PersonalData
from services.storage.voices import Voices
from services.web import cookies, identity
from services.web.openapi import fields, response_types
from services.web.openapi.operations import BROWSER, FilePart, Operation, body

SURE = {"sure": fields.flag}


def blueprint(
    personal_data: PersonalData,
    voices: Voices,
    forgetting: VoiceDeletion,
    hang_up: Callable[[str], None],
    *,
    offload: Offload,
) -> Blueprint:
    """``hang_up`` ends all calls of a person; ``offload`` packs what they take along."""
    pages = Blueprint("privacy", __name__, url_prefix="/api/me")

    _add_export(pages, personal_data, offload)
    _add_deletion(pages, personal_data, voices, forgetting, hang_up)
    return pages


def _add_deletion(
    pages: Blueprint,
    personal_data: PersonalData,
    voices: Voices,
    forgetting: VoiceDeletion,
    hang_up: Callable[[str], None],
) -> None:
    @pages.delete("")
    @Operation(by=BROWSER, body=SURE)
    def delete() -> response_types.Deleted:
        """Delete all that is kept of the person."""
        person = identity.in_person().person_id
        if not body().get("sure"):
            raise BadInput("sure must be true.")
        hang_up(person)
        receipts = [forgetting.forget(person, voice.id) for voice in voices.listed(person)]
        deleted = personal_data.delete(person)
        identity.changed(person)
        cookies.forget()
        voices_gone = [cast(response_types.VoiceReceipt, receipt.row) for receipt in receipts]
        return {"deleted": deleted, "voices": voices_gone}


def _add_export(pages: Blueprint, personal_data: PersonalData, offload: Offload) -> None:
    @pages.get("/export")
    def export() -> Annotated[Response, FilePart(("application/zip",))]:
        """All that is kept of the person."""
        content = personal_data.archive(identity.person_id(), offload)
        response = Response(content, content_type="application/zip")
        name = f"visavis-{datetime.now(UTC):%Y-%m-%d}.zip"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
