"""The conversation as the chat model sees it: derived from the turns, never stored twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.conversation.turn.turns import Turn
from services.domain import Message


def as_heard(past: Sequence[Message], turns: Iterable[Turn]) -> list[Message]:
    """What was said, oldest first; of the companion's words only those that were heard."""
    messages = list(past)
    for turn in turns:
        if turn.user_text:
            messages.append(Message("user", turn.user_text))
        if heard_text := turn.answer.heard_text:
            messages.append(Message("assistant", f"{turn.answer.emotion}: {heard_text}"))
    return messages


def summary_of(turns: Iterable[Turn]) -> list[dict[str, object]]:
    """What was said, oldest first, for the person: answers whole and as far as they were heard."""
    messages: list[dict[str, object]] = []
    for turn in turns:
        if turn.user_text:
            messages.append({"turn": turn.number, "speaker": "user", "text": turn.user_text})
        if turn.answer.segments:
            messages.append(
                {
                    "turn": turn.number,
                    "speaker": "companion",
                    "text": turn.answer.text,
                    "heard_text": turn.answer.heard_text,
                    "interrupted": turn.superseded,
                }
            )
    return messages
