"""Where a person is signed in."""

from __future__ import annotations

from flask import Blueprint

from services.errors import BadInput
from services.security.authentication import Authentication
from services.security.session_gate import Visitor
from services.storage.sessions import SessionRecord
from services.web import identity
from services.web.openapi import response_types
from services.web.openapi.operations import BROWSER, Done, Operation


def blueprint(authentication: Authentication) -> Blueprint:
    pages = Blueprint("sessions", __name__, url_prefix="/api")

    @pages.get("/sessions")
    @Operation(by=BROWSER)
    def sessions() -> response_types.SessionList:
        """Where the person is signed in."""
        person = identity.at_browser()
        return {
            "sessions": [_session(kept, person) for kept in authentication.listed(person.person_id)]
        }

    @pages.delete("/sessions/<session_id>")
    @Operation(by=BROWSER, refuses=(BadInput,))
    def end_session(session_id: str) -> Done:
        person = identity.at_browser()
        if session_id == person.session_id:
            raise BadInput("This is where you are: sign out instead.")
        authentication.end(person.person_id, session_id)
        return "", 204

    @pages.delete("/sessions")
    @Operation(by=BROWSER)
    def end_other_sessions() -> Done:
        person = identity.at_browser()
        authentication.end_others(person.person_id, person.session_id)
        return "", 204

    return pages


def _session(record: SessionRecord, person: Visitor) -> response_types.Session:
    return {
        "id": record.id,
        "kind": record.kind,
        "label": record.label,
        "created_at": record.created_at.isoformat(),
        "seen_at": record.seen_at.isoformat(),
        "is_here": record.id == person.session_id,
    }
