"""What a small model must not say to someone who is allergic. English only.

Told that somebody is allergic to peanuts and asked about a peanut bar, the embedded model said
"Yes, you can eat that"; with a reminder it once offered a peanut butter cookie.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.conversation.thinking.emotion_tag import signed
from services.domain import Message

ALLERGIC = re.compile(
    r"\b(?:I'm|I am|they are|they're) (?:(?!not\b)\w+ ){0,2}allergic to ([^.;:!?\n]+)"
    r"|\b(?:have|has|got) an? (?:\w+ )?(\w+) allergy\b",
    re.IGNORECASE,
)
BETWEEN = re.compile(r",|\b(?:and|or|but|so|which|because|since)\b", re.IGNORECASE)
A_CLAUSE = re.compile(r"\b(?:I|I'm|they|it|that's|we|is|are|was)\b", re.IGNORECASE)
NO_FOOD = re.compile(
    r"\b(?:cat|dog|animal|fur|hair|horse|dust|mite|pollen|grass|hay|tree pollen|birch|mou?ld|latex"
    r"|bee|wasp|sting|penicillin|aspirin|ibuprofen|antibiotic|medicine|nickel|perfume|sun)s?\b",
    re.IGNORECASE,
)
FOOD = re.compile(
    r"\b(?:eat(?:s|ing)?|food|snacks?|meals?|lunch|dinner|supper|breakfast|desserts?|hungry|taste"
    r"|cook(?:s|ing)?|bak(?:e|ing)|recipes?|restaurants?|order(?:ing)?|drink(?:s|ing)?)\b",
    re.IGNORECASE,
)
TAKING = re.compile(
    r"\b(?:can|could|should|may|shall|might) (?:i|we)\b"
    r"|\b(?:have|having|try|trying|take|taking|buy|bought|offer(?:s|ed)?|thinking of|get|got)\b",
    re.IGNORECASE,
)
LONGEST_NAME = 4
"""Words: what is longer is no name of anything."""


def allergens(messages: Sequence[Message]) -> list[str]:
    """What the person is allergic to, by what is known and by their own words."""
    found: dict[str, None] = {}
    for message in messages:
        for listed, single in ALLERGIC.findall(_plain(message.text)):
            names = [single] if single else BETWEEN.split(listed)
            found |= dict.fromkeys(name.strip().lower() for name in names if _is_name(name))
    return list(found)


def warning(messages: Sequence[Message]) -> str:
    """What to say, whatever a model would, to someone about to take what harms them; else nothing.

    ``messages`` end with the person's words and reminders.
    """
    words = _words(messages)
    if "allerg" in words.lower() or not (FOOD.search(words) or TAKING.search(words)):
        return ""
    named = [each for each in allergens(messages) if _names(words, each)]
    if not named:
        return ""
    return (
        f"Careful! You're allergic to {named[0]}, so please leave that alone. "
        "If you feel unwell, get help right away."
    )


def food_cue(messages: Sequence[Message]) -> list[str]:
    """What to remind the model of when someone allergic asks for something to eat."""
    harmful = [each for each in allergens(messages) if not NO_FOOD.search(each)]
    if not harmful or not FOOD.search(_words(messages)):
        return []
    answer = f"happy: Anything without {' or '.join(harmful)}, since you're allergic."
    return [f"Answer in this way: {signed(answer)}"]


def _words(messages: Sequence[Message]) -> str:
    return next(_plain(each.text) for each in reversed(messages) if each.role == "user")


def _is_name(name: str) -> bool:
    return 0 < len(name.split()) <= LONGEST_NAME and not A_CLAUSE.search(name)


def _names(words: str, allergen: str) -> bool:
    """Whether the words hold its last word, as one or as many."""
    stem = re.sub(r"(?<=\w{3})(?:es|s)$", "", allergen.split()[-1])
    return bool(re.search(rf"\b{re.escape(stem)}(?:s|es)?\b", words, re.IGNORECASE))


def _plain(words: str) -> str:
    return words.replace("’", "'")
