"""Grammar that takes a judgement back: denial, other people, the past that is over, stories."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.domain import Concern

OWN = frozenset({Concern.SUICIDE, Concern.SELF_HARM, Concern.EATING_DISORDER})
"""These concern the speaker alone; an emergency may be that of somebody beside them."""

DENIED = re.compile(
    r"\b(?:not|never|isn't|wasn't|no longer) (?:\w+ ){0,2}suicidal"
    r"|\b(?:don't|do not|didn't|wouldn't|would never|never) (?:actually |really |ever )?"
    r"(?:want to |going to |wanna |gonna )?(?:die\b|kill myself|hurt myself|end my life)",
    re.IGNORECASE,
)
STORY = re.compile(
    r"\b(?:in|from|of|watch(?:ed|ing)?|read(?:ing)?|play(?:ed|ing)?|see|saw|seen|writing|wrote) "
    r"(?:the|this|that|a|an|my|our|some|last night's)? ?(?:\w+ ){0,2}"
    r"(?:film|movie|show|series|episode|novel|book|song|lyrics|game|level|musical|opera|podcast"
    r"|documentary|drama|scene|chapter)\b"
    r"|\b(?:the|main|my) character\b|\bthe (?:hero|villain|ending|finale|plot|lyrics|chorus)\b",
    re.IGNORECASE,
)
OVER = re.compile(
    r"\b(?:years?|months|decades) ago\b|\bwhen i was (?:a |an |in |at )?(?:\w+ )?"
    r"(?:kid|child|teen|teenager|young|younger|little|student|school|college|uni|\w*teen|twenty)\b"
    r"|\bback (?:then|in (?:the|my|20|19))|\bused to\b|\blast (?:year|decade|century)\b"
    r"|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
STILL = re.compile(
    r"\b(?:now|again|still|today|tonight|currently|these days|right now|anymore|any more|back)\b",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(?:i|i'm|im|i've|ive|i'll|i'd|me|myself|mine)\b", re.IGNORECASE)
OTHER = re.compile(
    r"\b(?:he|she|they|he's|she's|they're|somebody|someone|people|his|her|their)\b"
    r"|\bmy (?:\w+ )?(?:friend|mate|cousin|uncle|aunt|neighbou?r|colleague|boss|teacher|brother"
    r"|sister|dad|mum|mom|mother|father|grandma|grandad|son|daughter|ex|patient|client)s?\b",
    re.IGNORECASE,
)


def vetoed(concern: Concern, piece: str, pieces: Sequence[str]) -> bool:
    """Whether what ``piece`` seems to tell is no concern of now, of the person, or of life."""
    text = " ".join(pieces).replace("’", "'")
    said = piece.replace("’", "'")
    if concern is not Concern.EMERGENCY and STORY.search(said):
        return True
    if OVER.search(said) and not STILL.search(text):
        return True
    if concern not in OWN:
        return False
    about_others = bool(OTHER.search(said)) and not FIRST_PERSON.search(said)
    return about_others or bool(DENIED.search(said))
