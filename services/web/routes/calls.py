"""A person's calls: listed, read, found by what was heard in them, deleted, and how they felt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import cast

from flask import Blueprint

from services.storage.calls import CallRecord
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories
from services.web.identity import person_id
from services.web.openapi import fields, response_types
from services.web.openapi.operations import Done, Operation, query
from services.web.routes.memories import WORDS

MAX_CALLS = 100
MAX_FOUND = 50
MAX_MOODS = 30
FATES = {"keep": False, "forget": True}
"""What becomes of the memories of a call that is deleted."""
FATE = {"memories": fields.choice(FATES)}


def blueprint(
    journal: DatabaseJournal, memories: Memories, *, forget_past: Callable[[str], None]
) -> Blueprint:
    """``forget_past`` makes a person's calls that go on forget the earlier ones."""
    pages = Blueprint("calls", __name__, url_prefix="/api")

    @pages.get("/calls")
    def calls() -> response_types.CallList:
        kept = journal.calls_of(person_id(), limit=MAX_CALLS)
        return {"calls": [_whole(call) for call in kept]}

    @pages.get("/calls/<call_id>")
    def call(call_id: str) -> response_types.CallWithMessages:
        """A call with all that was said, and as far as it was heard."""
        record = journal.call_record(person_id(), call_id)
        messages: list[response_types.MessageJson] = [
            {
                "turn": message.turn,
                "speaker": message.speaker,
                "text": message.text,
                "heard_text": message.heard_text,
                "interrupted": message.interrupted,
            }
            for message in record.messages
        ]
        return {**_whole(record), "messages": messages}

    @pages.get("/calls/search")
    @Operation(query=WORDS)
    def search() -> response_types.FoundCalls:
        """Those in which all the words of `q` were heard."""
        found = journal.search(person_id(), query().get("q", ""), limit=MAX_FOUND)
        return {"calls": [_found(record) for record in found]}

    @pages.delete("/calls/<call_id>")
    @Operation(query=FATE, needs=FATE)
    def delete(call_id: str) -> Done:
        """Delete a call, with or without what it taught."""
        person, fate = person_id(), query()["memories"]
        memories.forget_call(person, call_id, with_memories=FATES[fate])
        forget_past(person)
        return "", 204

    @pages.get("/moods")
    def moods() -> response_types.Moods:
        """Of the newest calls, oldest first: how often each emotion was on the companion's face."""
        kept = journal.calls_with_messages(person_id(), limit=MAX_MOODS)
        return {"moods": [_mood(record) for record in reversed(kept)]}

    return pages


def _call(record: CallRecord) -> response_types.CallInBrief:
    return {
        "id": record.id,
        "started_at": record.started_at.isoformat(),
        "companion": {"name": record.companion_name},
    }


def _whole(record: CallRecord) -> response_types.CallJson:
    return {
        "id": record.id,
        "started_at": record.started_at.isoformat(),
        "ended_at": record.ended_at.isoformat() if record.ended_at else None,
        "companion": {"name": record.companion_name},
        "usage": cast(response_types.Bill | None, record.usage),
    }


def _found(record: CallRecord) -> response_types.FoundCall:
    messages: list[response_types.HeardMessage] = [
        {"turn": each.turn, "speaker": each.speaker, "heard_text": each.heard_text}
        for each in record.messages
    ]
    return {**_call(record), "messages": messages}


def _mood(record: CallRecord) -> response_types.Mood:
    emotions = Counter(each.emotion for each in record.messages if each.emotion and each.heard_text)
    return {**_call(record), "emotions": dict(emotions)}
