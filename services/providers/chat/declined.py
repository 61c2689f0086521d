"""What a companion says when a vendor's filter forbids an answer: kind, and nobody's fault."""

from __future__ import annotations

from services.domain import EMOTION_SIGNS, Emotion

BEFORE_A_WORD = (
    f"{EMOTION_SIGNS[Emotion.CARING]} I'd rather not talk about that. Tell me something else that "
    "is on your mind."
)
AFTER_SOME = " Let me stop there. Can we talk about something else?"


def declined(*, began: bool) -> str:
    return AFTER_SOME if began else BEFORE_A_WORD
