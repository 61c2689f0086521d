"""Calls as they are read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.storage.tables import CallRow, MessageRow


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """What one of the two said in a turn."""

    turn: int
    speaker: str
    """``user`` or ``companion``."""
    text: str
    heard_text: str
    """As far as the companion was heard; for the user, ``text``."""
    interrupted: bool
    emotion: str
    """Of the companion; empty for the user."""
    said_at: datetime


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call of one person with one companion."""

    id: str
    companion_name: str
    started_at: datetime
    ended_at: datetime | None
    """None while it goes on, and for ever when the process was killed."""
    messages: tuple[MessageRecord, ...] = ()
    """In the order they were said; empty in a list of calls."""
    usage: Mapping[str, Any] | None = None
    """What it used, and what that cost."""


def without_messages(row: CallRow) -> CallRecord:
    return CallRecord(row.id, row.companion_name, row.started_at, row.ended_at, usage=row.usage)


def with_messages(row: CallRow) -> CallRecord:
    messages = tuple(_message(message) for message in row.messages)
    return replace(without_messages(row), messages=messages)


def _message(row: MessageRow) -> MessageRecord:
    return MessageRecord(
        row.turn,
        row.speaker,
        row.text,
        row.heard_text,
        row.interrupted,
        row.emotion,
        row.created_at,
    )


def with_messages_of(row: CallRow, words: Sequence[str]) -> CallRecord:
    """The call with those messages alone in which any of these words were heard."""
    record = with_messages(row)
    lower = [word.lower() for word in words]
    holding = (m for m in record.messages if any(word in m.heard_text.lower() for word in lower))
    return replace(record, messages=tuple(holding))


def holds(record: CallRecord, words: Sequence[str]) -> bool:
    """Whether each of the words was heard in the call."""
    heard = " ".join(message.heard_text.lower() for message in record.messages)
    return all(word.lower() in heard for word in words)
