"""Words with which a person takes back or puts right what they told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from services.learning.clauses import clauses, sentences
from services.words import content_words


class Wish(Enum):
    FORGET = auto()
    """It is to be as if it had never been said."""
    END = auto()
    """It held, and does not any more."""
    CORRECT = auto()
    """``new`` was meant, not ``old``."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    wish: Wish
    quote: str
    about: tuple[str, ...]
    """Words of what is meant; none for what was said last."""
    old: str = ""
    new: str = ""


FORGET = re.compile(
    r"(?:(?:please|you can|can you|could you|just|let's) )*(?:forget|delete|erase|don't remember"
    r"|do not remember|stop remembering|don't keep|strike)"
    r"(?: (?:about|that|what|everything|it|this|all|I|said|told|you|ever|the thing|, please))*"
    r"(?P<about>.*)",
    re.IGNORECASE,
)
FORGETFUL = re.compile(r"^(?:forget|delete|erase) to\b|^don't forget|^forget it", re.IGNORECASE)
JOKE = re.compile(
    r"(?:(?:I'm|I am|I was) (?:just |only )?|just |only )(?:kidding|joking|lying|making that up)"
    r"(?: about (?P<about>.*))?$|scratch that|that's not (?:actually )?true$"
    r"|(?:that|it) (?:was|is) (?:just )?a (?:joke|lie)",
    re.IGNORECASE,
)
ENDED = re.compile(
    r"(?P<about>(?:I|we|my|our)\b.*\b(?:don't|do not|doesn't|isn't|am not|aren't|not|didn't)\b.*"
    r"\b(?:any ?more|any longer)|(?:I|we|my|our)\b.*\bno longer\b.*"
    r"|(?:I|we) (?:sold|broke up with|split up with|left|quit|gave away|gave up|cancelled|canceled"
    r"|stopped|lost) (?:my|our|the) .*|(?:I|we) (?:broke|split) up with .*"
    r"|(?:my|the|our) .*\b(?:was|got|is|has been) (?:cancelled|canceled|called off)\b.*"
    r"|(?:that|it)'s not true any ?more)",
    re.IGNORECASE,
)
LED = r"(?:it's|it is|it was|that's|I meant|I mean|I said|I should say|he's|she's|they're)"
BARE = r"(?:on |in |at |an? |the |to )?"
CORRECT = re.compile(
    rf"(?:{LED} )*(?P<new>[\w' -]{{1,40}}?),? (?:and )?not {BARE}(?P<old>[\w' -]{{1,40}})$"
    rf"|(?:it's )?not {BARE}(?P<old2>[\w' -]{{1,40}}?),? (?:but|{LED}) (?P<new2>[\w' -]{{1,40}})$",
    re.IGNORECASE,
)
MAX_WORDS = 9
"""Of a correction: with more, "not" belongs to a story."""
NO_WORDS = frozenset(
    {"longer", "anymore", "true", "cancelled", "canceled", "broke", "split", "sold", "quit"}
)


def taken_back(words: str) -> list[TakenBack]:
    """All that these words take back, in order; each quote is a literal part of them."""
    found: list[TakenBack] = []
    for sentence, written in sentences(words):
        correction = None if ENDED.match(sentence) else _correction(sentence)
        if correction is not None:
            found.append(correction)
            continue
        found += filter(None, (_read(clause.text) for clause in clauses(written)))
    return found


def _correction(said: str) -> TakenBack | None:
    fits = CORRECT.match(said) if len(said.split()) <= MAX_WORDS else None
    if fits is None:
        return None
    old, new = (fits["old"] or fits["old2"]).strip(), (fits["new"] or fits["new2"]).strip()
    return TakenBack(Wish.CORRECT, said, tuple(content_words(old)) or (old,), old, new)


def _read(said: str) -> TakenBack | None:
    if FORGETFUL.match(said):
        return None
    if fits := FORGET.match(said):
        return TakenBack(Wish.FORGET, said, _about(fits["about"]))
    if fits := JOKE.match(said):
        return TakenBack(Wish.FORGET, said, _about(fits["about"] or ""))
    if fits := ENDED.match(said):
        return TakenBack(Wish.END, said, _about(fits["about"]))
    return None


def _about(words: str) -> tuple[str, ...]:
    return tuple(word for word in content_words(words) if word not in NO_WORDS)
