"""A person's calls: found by what was heard in them, deleted, and how they felt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from services.errors import BadInput
from services.storage.calls import CallRecord
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories
from services.web.identity import person_id
from services.web.memories import asked_words

MOST_FOUND = 50
MOST_MOODS = 30
FATES = {"keep": False, "forget": True}
"""What becomes of the memories of a call that is deleted."""


def blueprint(
    journal: DatabaseJournal, memories: Memories, *, forget_past: Callable[[str], None]
) -> Blueprint:
    """``forget_past`` makes a person's calls that go on forget the earlier ones."""
    pages = Blueprint("calls", __name__, url_prefix="/api")

    @pages.get("/calls/search")
    def search() -> Response:
        found = journal.search(person_id(), asked_words(), limit=MOST_FOUND)
        return jsonify(calls=[_found(record) for record in found])

    @pages.delete("/calls/<call_id>")
    def delete(call_id: str) -> Response:
        person, fate = person_id(), request.args.get("memories", "")
        if fate not in FATES:
            raise BadInput("memories must be keep or forget.")
        memories.forget_call(person, call_id, with_memories=FATES[fate])
        forget_past(person)
        return Response(status=204)

    @pages.get("/moods")
    def moods() -> Response:
        """Of the newest calls, oldest first: how often each emotion was on the companion's face."""
        kept = journal.calls_with_messages(person_id(), limit=MOST_MOODS)
        return jsonify(moods=[_mood(record) for record in reversed(kept)])

    return pages


def _call(record: CallRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "started_at": record.started_at.isoformat(),
        "companion": {"name": record.companion_name},
    }


def _found(record: CallRecord) -> dict[str, Any]:
    messages = [
        {"turn": each.turn, "speaker": each.speaker, "heard_text": each.heard_text}
        for each in record.messages
    ]
    return {**_call(record), "messages": messages}


def _mood(record: CallRecord) -> dict[str, Any]:
    emotions = Counter(each.emotion for each in record.messages if each.emotion and each.heard_text)
    return {**_call(record), "emotions": dict(emotions)}
