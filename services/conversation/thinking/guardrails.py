"""What to say in moments that a small model must not get wrong. English only.

Rules were not enough at that size: told that it cannot see, it went on to describe a blue dress.
"""

from __future__ import annotations

import re

from services.conversation.thinking.emotion_tag import signed

DANGER = re.compile(
    r"\b(?:kill|hurt|harm|cut|cutting)\b.{0,20}\b(?:myself|my (?:arms?|wrists?|legs?))"
    r"|\bsuicid|\b(?:want to|wanna|rather) (?:die|be dead)|\bend (?:my life|it all)"
    r"|\b(?:don't|do not) want to (?:live|be alive)|\bself.?harm",
    re.IGNORECASE,
)
LIFELINE = (
    "I'm so glad you told me. You matter, and you're not alone. Please call someone you trust or a "
    "crisis line right now. I'm here, and I'm listening."
)

_CUES = (
    (
        r"\bsee (?:me|my|this|what)|\bam i (?:wearing|holding|doing)|\bdo i look\b",
        "thoughtful: I can't see you, I can only hear you.",
    ),
    (
        r"\b(?:set|start) (?:an?|the|my) (?:alarm|timer|reminder)|\bremind me to|\border\b.*\bme\b"
        r"|\b(?:play|put on) (?:some|my|me|a song|music)\b|\b(?:text|email|message|phone) my\b"
        r"|\bweather\b",
        "thoughtful: I wish I could, but I can't do that. I can only talk with you.",
    ),
    (
        r"\bare you (?:really |actually )?(?:a |an )?(?:real|human|person|alive|robot|ai|bot)\b",
        "amused: No, I'm an AI. But I'm really listening to you.",
    ),
)
CUES = tuple((re.compile(pattern, re.IGNORECASE), answer) for pattern, answer in _CUES)
BLIND = CUES[0][0]
"""Holds only while nothing is known of what the person shows."""


def lifeline(words: str) -> str:
    """What to say, whatever a model would, to someone who may hurt themselves; else nothing.

    Even with a cue the embedded model once answered "I can't hear what you're saying".
    """
    return LIFELINE if DANGER.search(_plain(words)) else ""


def cues(words: str, *, blind: bool = True) -> list[str]:
    """What to remind the model of when a person says this."""
    said = _plain(words)
    return [
        f"Answer in this way: {signed(answer)}"
        for pattern, answer in CUES
        if pattern.search(said) and (blind or pattern is not BLIND)
    ]


def _plain(words: str) -> str:
    return words.replace("’", "'")
