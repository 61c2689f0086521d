"""What a person has: one of each thing that a route may lead to."""

from __future__ import annotations

import secrets

from flask import Flask
from sqlalchemy.orm import Session

from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.sessions import Kind, Sessions
from services.storage.tables import (
    CallRow,
    CompanionRow,
    JobRow,
    MemoryRow,
    MessageRow,
    PersonRow,
    ReceiptRow,
    VoiceRow,
    now,
)
from services.web.identity import CookieSession


def furnish(database: Database, blobs: Blobs, person: str, mark: str) -> dict[str, str]:
    """New things with the mark in them. Returns their ids as the routes call them."""
    things = database.run(lambda session: _rows(session, person, mark))
    blob = blobs.put(mark.encode(), "application/json", person)
    link = blobs.url(blob, person).removeprefix("/blobs/")
    session_id = Sessions(database).begin(person, Kind.BROWSER, mark)
    return {**things, "link": link, "session_id": session_id}


def signed(values: dict[str, str], key: str) -> str:
    """A cookie."""
    signer = Flask("signer")
    signer.secret_key = key
    serializer = CookieSession().get_signing_serializer(signer)
    assert serializer is not None
    cookie: str | bytes = serializer.dumps(values)
    return cookie.decode() if isinstance(cookie, bytes) else cookie


def _rows(session: Session, person_id: str, mark: str) -> dict[str, str]:
    person = session.get(PersonRow, person_id)
    assert person is not None
    person.name = mark
    ids = {
        name: secrets.token_hex(16) for name in ("companion_id", "call_id", "job_id", "voice_id")
    }
    session.add_all(
        [
            CompanionRow(
                id=ids["companion_id"], person_id=person_id, name=mark, persona="warm friend",
                voice="stub/plain", greeting=mark,
            ),
            CallRow(
                id=ids["call_id"], person_id=person_id, companion_id=ids["companion_id"],
                companion_name=mark, ended_at=now(),
            ),
            JobRow(id=ids["job_id"], person_id=person_id, kind=mark, state="done", message=mark),
            VoiceRow(id=ids["voice_id"], person_id=person_id, label=mark),
        ]
    )  # fmt: skip
    session.flush()
    said = MessageRow(call_id=ids["call_id"], turn=1, speaker="user", text=mark, heard_text=mark)
    memory = MemoryRow(person_id=person_id, kind="home", text=mark)
    session.add_all([said, memory])
    session.flush()
    receipt = {"call_id": ids["call_id"], "turn": 1, "quote": mark, "said_at": now()}
    session.add(ReceiptRow(memory_id=memory.id, **receipt))
    return {**ids, "memory_id": str(memory.id)}
