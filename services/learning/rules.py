"""What a person told of themselves, found by rules that would rather miss something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.domain import RecollectionKind
from services.learning.clauses import ToldClause, clauses
from services.learning.patterns import RULES, Rule
from services.learning.second_person import to_you
from services.words import content_words

UNSURE = re.compile(
    r"\b(?:if|would|wouldn't|wish|could|might|maybe|perhaps|imagine|pretend|suppose|supposedly"
    r"|as if|almost|nearly|probably|should|shouldn't|unless|until|whether|hopefully|i'd|we'd|like a"
    r"|(?:she|he|they|someone|people|everyone|who) (?:said|says|thinks?|asked|told|claims?)"
    r"|the (?:movie|book|song|film|character)|used to|not sure|dreamed|dreamt)\b",
    re.IGNORECASE,
)
"""Words with which a clause says something else than that it is so."""
SHORT_LIVED = re.compile(
    r"\b(?:right now|at the moment|today|just now|this minute|for (?:lunch|dinner|breakfast))\b",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:(?:he|she|it|they)(?:'s| is| are|'re| was| were) (?:called|named)"
    r"|(?:his|her|its|their) (?:names? (?:is|are|was|were)|name's)"
    r"|(?:I|we) (?:named|called) (?:him|her|it|them))"
    r" (?P<name>[^\W\d_][\w'-]*(?: (?:and )?(?-i:[A-Z])[\w'-]*)*)(?:,.*)?$",
    re.IGNORECASE,
)
"""Names someone who was mentioned just before."""
MAX_WORDS = 24
"""A longer clause says more than one thing."""


@dataclass(frozen=True, slots=True)
class Found:
    kind: RecollectionKind
    topic: str
    text: str
    quote: str


def found_in(words: str, mentioned: str = "") -> Iterator[Found]:
    """What the person says of themselves, in order; each quote is a literal part of ``words``.

    ``mentioned`` is the topic, ``pet:dog``, of what they spoke of before.
    """
    for clause in clauses(words):
        if clause.asks or UNSURE.search(clause.text) or len(clause.text.split()) > MAX_WORDS:
            continue
        if (named := NAMED.match(clause.text)) and mentioned:
            yield _named(mentioned, named["name"], clause)
            continue
        for found in _told(clause):
            if found.kind in (RecollectionKind.PETS, RecollectionKind.PEOPLE):
                mentioned = ":".join(found.topic.split(":")[:2])
            yield found


def _told(clause: ToldClause) -> Iterator[Found]:
    """By the first rule that fits the whole clause; and the names within it."""
    whole = next(_fitting(clause, anywhere=False), None)
    if whole is not None:
        yield whole
    for named in _fitting(clause, anywhere=True):
        if whole is None or named.topic != whole.topic:
            yield named


def _fitting(clause: ToldClause, *, anywhere: bool) -> Iterator[Found]:
    for rule in RULES:
        if rule.anywhere is not anywhere:
            continue
        fits = (rule.pattern.search if anywhere else rule.pattern.match)(clause.text)
        if fits is None or (rule.kind not in _LASTING and SHORT_LIVED.search(clause.text)):
            continue
        yield _found(rule, fits, clause)


_LASTING = frozenset(
    {RecollectionKind.NAME, RecollectionKind.DATES, RecollectionKind.PLANS, RecollectionKind.PEOPLE}
)


def _found(rule: Rule, fits: re.Match[str], clause: ToldClause) -> Found:
    groups = {name: value or "" for name, value in fits.groupdict().items()}
    key = {name: " ".join(content_words(value)) or value for name, value in groups.items()}
    text = rule.text.format(**_proper(groups)) if rule.text else to_you(clause.text)
    quote = fits[0] if rule.anywhere else clause.text
    return Found(rule.kind, rule.topic.format(**key).lower(), text, quote)


def _proper(groups: dict[str, str]) -> dict[str, str]:
    """With the name in a capital, as whoever types in small letters does not write it."""
    name = groups.get("name", "")
    return {**groups, "name": name[:1].upper() + name[1:]}


def _named(mentioned: str, name: str, clause: ToldClause) -> Found:
    kind, _, who = mentioned.partition(":")
    return Found(
        RecollectionKind.PETS if kind == "pet" else RecollectionKind.PEOPLE,
        f"{mentioned}:name",
        f"Your {who} is called {name[:1].upper() + name[1:]}.",
        clause.text,
    )
