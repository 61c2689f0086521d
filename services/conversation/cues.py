"""What to say in moments that a small model must not get wrong. English only.

Rules were not enough at that size: told that it cannot see, it went on to describe a blue dress.
"""

from __future__ import annotations

import re

from services.conversation.tag import signed

_CUES = (
    (
        r"\b(?:kill|hurt|harm|cut|cutting)\b.{0,20}\b(?:myself|my (?:arms?|wrists?|legs?))"
        r"|\bsuicid|\b(?:want to|wanna|rather) (?:die|be dead)|\bend (?:my life|it all)"
        r"|\b(?:don't|do not) want to (?:live|be alive)|\bself.?harm",
        "caring: I'm so glad you told me. You matter, and you're not alone. Please call someone "
        "you trust or a crisis line right now.",
    ),
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
BLIND = CUES[1][0]
"""Holds only while nothing is known of what the person shows."""


def cues(words: str, *, blind: bool = True) -> list[str]:
    """What to remind the model of when a person says this."""
    said = words.replace("’", "'")
    return [
        f"Answer in this way: {signed(answer)}"
        for pattern, answer in CUES
        if pattern.search(said) and (blind or pattern is not BLIND)
    ]
