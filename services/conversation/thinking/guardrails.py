"""Reminders for moments that a small model must not get wrong. English only.

Rules were not enough at that size: told that it cannot see, it went on to describe a blue dress.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.conversation.thinking.emotion_tag import signed
from services.domain import Request

ANSWERS = {
    Request.TO_BE_SEEN: "thoughtful: I can't see you, I can only hear you.",
    Request.FOR_DEED: (
        "thoughtful: I wish I could, but I can't do that. I can only talk with you."
    ),
    Request.WHAT_IT_IS: "amused: No, I'm an AI. But I'm really listening to you.",
}


def cue(request: Request | None, *, sees: bool) -> str:
    """The reminder for such a request; empty where there is none, or it can be granted."""
    if request is None or (sees and request is Request.TO_BE_SEEN):
        return ""
    return _answer(ANSWERS[request])


def food_cue(harmful: Sequence[str]) -> str:
    """The reminder for someone allergic to these who asks for something to eat."""
    if not harmful:
        return ""
    return _answer(f"happy: Anything without {' or '.join(harmful)}, since you're allergic.")


def _answer(answer: str) -> str:
    return f"Answer in this way: {signed(answer)}"
