"""Who eats what, now, and whether an allergy to it still holds. English only.

Told that somebody is allergic to peanuts and asked about a peanut bar, the embedded model said
"Yes, you can eat that"; with a reminder it once offered a peanut butter cookie.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.domain import Message
from services.safety.respond import CareReply, Circumstances, text_of

ALLERGIC = re.compile(
    r"\b(?:I'm|I am|they are|they're) (?:(?!not\b|no\b)\w+ ){0,2}allergic to ([^.;:!?\n]+)"
    r"|\b(?:have|has|got) an? (?:\w+ )?(\w+) allergy\b",
    re.IGNORECASE,
)
OVER = re.compile(
    r"\b(?:not|no longer|never|isn't|aren't|wasn't) (?:\w+ ){0,2}allergic to ([^.;:!?\n]+)"
    r"|\b(?:no longer have|don't have|outgrew|got over) (?:an?|my|the) (?:\w+ )?(\w+) allergy\b",
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
WITHOUT = re.compile(
    r"\b(?:without|no|not|avoid(?:ing)?|instead of|free of|except|hate|never|can't (?:have|eat))\b"
    r"(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
"""Before the name of a food: it is the one that is not taken."""
FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|I'd|I'll|me|we|us|my|our)\b", re.IGNORECASE)
OTHERS = re.compile(
    r"^\W*(?:my|his|her|our|the|a) \w+(?: \w+)? (?:is|was|has|had|ate|eats|likes)\b", re.IGNORECASE
)
EATEN = re.compile(r"\b(?:ate|eaten|had|swallowed|drank|tasted|bit into|tried)\b", re.IGNORECASE)
REACTION = re.compile(
    r"\b(?:throat|tongue|lips?|face|breath\w*|swell\w*|swollen|hives?|rash|itch\w*|dizzy|faint"
    r"|tight\w*|wheez\w*|tingl\w*|vomit\w*|sick|unwell|weird|funny)\b",
    re.IGNORECASE,
)
MAX_NAME_WORDS = 4
"""A longer one is no name of anything."""
NOTHING = frozenset({"nothing", "anything", "none", "anyone", "work", "mornings"})


def allergens(messages: Sequence[Message]) -> list[str]:
    """The person's allergies, by what is known and by their own words; a later "not" ends one."""
    found: dict[str, None] = {}
    for message in messages:
        text = _plain(message.text)
        for name in _names_in(ALLERGIC, text):
            found[name] = None
        for ended in _names_in(OVER, text):
            found = {name: None for name in found if not _names(ended, name)}
    return list(found)


def warning(messages: Sequence[Message], where: Circumstances) -> CareReply | None:
    """Fixed words for someone about to take what harms them, or who just did.

    ``messages`` end with the person's words and reminders.
    """
    words = _words(messages)
    if "allerg" in words.lower() or not (
        FOOD.search(words) or TAKING.search(words) or EATEN.search(words)
    ):
        return None
    named = [each for each in allergens(messages) if _takes(words, each)]
    if not named:
        return None
    reacts = bool(EATEN.search(words) and REACTION.search(words))
    name = "allergy_emergency" if reacts else "allergy_warning"
    return CareReply(text_of(name, where).replace("{what}", named[0]), None)


def food_to_avoid(messages: Sequence[Message]) -> list[str]:
    """The allergies that matter while somebody asks for something to eat."""
    harmful = [each for each in allergens(messages) if not NO_FOOD.search(each)]
    return harmful if FOOD.search(_words(messages)) else []


def _takes(words: str, allergen: str) -> bool:
    """Whether the person takes it themselves: not without it, and not somebody else."""
    named = _name(allergen).search(words)
    if named is None or WITHOUT.search(words[: named.start()]):
        return False
    return not (
        OTHERS.search(words)
        and not FIRST_PERSON.search(re.sub(r"^\W*my\b", "", words, flags=re.IGNORECASE))
    )


def _names_in(pattern: re.Pattern[str], text: str) -> list[str]:
    found: list[str] = []
    for listed, single in pattern.findall(text):
        names = [single] if single else BETWEEN.split(listed)
        found += [name.strip().lower() for name in names if _is_name(name)]
    return found


def _words(messages: Sequence[Message]) -> str:
    return next(_plain(each.text) for each in reversed(messages) if each.role == "user")


def _is_name(name: str) -> bool:
    words = name.split()
    return (
        0 < len(words) <= MAX_NAME_WORDS
        and not A_CLAUSE.search(name)
        and words[0].lower() not in NOTHING
    )


def _names(words: str, allergen: str) -> bool:
    return bool(_name(allergen).search(words))


def _name(allergen: str) -> re.Pattern[str]:
    """Its last word, as one or as many."""
    stem = re.sub(r"(?<=\w{3})(?:es|s)$", "", allergen.split()[-1])
    return re.compile(rf"\b{re.escape(stem)}(?:s|es)?\b", re.IGNORECASE)


def _plain(words: str) -> str:
    return words.replace("’", "'")
