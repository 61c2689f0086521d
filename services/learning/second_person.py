"""A person's words about themselves, turned to the person: "I'm late" becomes "You are late."

In the same forms of the verbs, "they" can be put for "you": so a recollection is told to a model.
"""

from __future__ import annotations

import re

TO_YOU = {
    "i'm": "you are", "i am": "you are", "i was": "you were", "i've": "you have", "i'd": "you'd",
    "i'll": "you'll", "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "we're": "you are", "we've": "you have", "we'll": "you'll", "we": "you", "us": "you",
    "our": "your", "ours": "yours", "ourselves": "yourselves", "am": "are",
}  # fmt: skip
TO_THEY = {
    "you": "they", "your": "their", "yours": "theirs", "yourself": "themselves",
    "yourselves": "themselves", "you're": "they're", "you've": "they've", "you'd": "they'd",
    "you'll": "they'll",
}  # fmt: skip
AFTER_VERB = re.compile(
    r"\b(to|for|with|of|at|from|about|on|by|called?|gave|told|asked|helps?|taught|makes?|made|let"
    r"|lets|loves?|likes?|hates?|calls)\s+they\b",
    re.IGNORECASE,
)
BY_THE_WAY = re.compile(r"\b(?:just|also|actually|finally|basically) ", re.IGNORECASE)
"""Of the moment in which it was told, and not of what was told."""


START = re.compile(r"^[^\W\d_]|(?<=[.!?] )[a-z]")


def _pattern(words: dict[str, str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})(?![\w'])", re.IGNORECASE)


_FIRST, _SECOND = _pattern(TO_YOU), _pattern(TO_THEY)


def to_you(clause: str) -> str:
    """A sentence to the person from what they said in the first person."""
    plain = BY_THE_WAY.sub("", clause)
    turned = _FIRST.sub(lambda found: TO_YOU[found[0].lower()], plain)
    return _sentence(turned)


def to_they(text: str) -> str:
    """The same sentence about the person."""
    turned = _SECOND.sub(lambda found: TO_THEY[found[0].lower()], text)
    return _sentence(AFTER_VERB.sub(lambda found: f"{found[1]} them", turned))


def _sentence(text: str) -> str:
    text = " ".join(text.split()).rstrip(" ,;:")
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return START.sub(lambda found: found[0].upper(), ended)
