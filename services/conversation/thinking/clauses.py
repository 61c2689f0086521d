"""Cuts a reply into clauses that can be spoken: the first one early, the rest at sentence ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from services.domain import Clause, Emotion

MIN_FIRST_CHARS = 6
"""A first clause that ends at a comma is no shorter: the next one must be ready when it is over."""
MAX_FIRST_CHARS = 32
MAX_CHARS = 240
"""Characters after which a clause is cut at a space, where one may breathe."""

LEADING_ON = frozenset(
    (
        *("a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "this", "that"),
        *("to", "of", "in", "on", "at", "by", "for", "with", "from", "about", "and", "or", "but"),
        *("is", "are", "was", "were", "be", "am", "can", "will", "do", "not", "so", "very", "too"),
        *("i", "you", "he", "she", "it", "we", "they", "i'm", "you're", "it's", "that's", "what"),
    )
)
"""A pause after one of these would sound as if the rest had been forgotten."""

ABBREVIATIONS = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "gen", "col", "capt", "rev", "hon"),
        *("vs", "etc", "inc", "ltd", "mt", "approx", "e.g", "i.e", "a.m", "p.m", "u.s", "u.k"),
        *("jan", "feb", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    )
)

_END = re.compile(r"""(?:[.!?…]+|(?<=\s)[–—-]|[,;:—])["'”’)\]]*""")


class Felt(Protocol):
    """Has an emotion by the time its first piece has come."""

    @property
    def emotion(self) -> Emotion: ...


def sentences(pieces: Iterator[str], reply: Felt) -> Iterator[Clause]:
    """Each clause as soon as it can be told.

    Joined, the clauses hold every character of the pieces except white space between them.
    """
    rest, first = "", True
    for piece in pieces:
        rest += piece
        while cut := _cut(rest, first=first):
            if text := rest[:cut].strip():
                yield Clause(text, reply.emotion)
                first = False
            rest = rest[cut:].lstrip()
    if rest.strip():
        yield Clause(rest.strip(), reply.emotion)


def _cut(text: str, *, first: bool) -> int:
    """Where the clause that ``text`` starts with ends; 0 while that is open."""
    for end in _END.finditer(text):
        if _is_certain(text, end) and (
            _ends_sentence(text, end) or (first and _may_pause(text, end))
        ):
            return end.end()
    longest = MAX_FIRST_CHARS if first else MAX_CHARS
    return _last_rest(text[:longest]) if len(text) > longest else 0


def _last_rest(text: str) -> int:
    """The last space after which one may breathe; 0 when there is none."""
    space = text.rfind(" ", 1)
    while space > 0:
        word = text[:space].rsplit(None, 1)[-1].lower()
        if word not in LEADING_ON:
            return space
        space = text.rfind(" ", 1, space)
    return max(text.rfind(" ", 1), 0)


def _is_certain(text: str, end: re.Match[str]) -> bool:
    """Whether nothing that may follow can make this mark part of a word."""
    if end.end() < len(text):
        return text[end.end()].isspace()
    word = _word_before(text, end)
    return end[0] in ("!", "?") and not re.search(r"[./]", word) and not _has_open_quote(text)


def _ends_sentence(text: str, end: re.Match[str]) -> bool:
    if not re.match(r"[.!?]", end[0]) or end[0].startswith(".."):
        return False
    word = _word_before(text, end)
    if end[0] != ".":
        return bool(word)
    return not (word.lower() in ABBREVIATIONS or re.fullmatch(r"[A-Z]|\d{1,2}", word))


def _may_pause(text: str, end: re.Match[str]) -> bool:
    """Whether a first clause may end at this comma, dash or ellipsis."""
    before = text[: end.end()].strip()
    if end[0] == ".":
        return False
    return len(before) >= MIN_FIRST_CHARS


def _word_before(text: str, end: re.Match[str]) -> str:
    words = text[: end.start()].split()
    return words[-1].lstrip("\"'“‘([") if words and not text[end.start() - 1].isspace() else ""


def _has_open_quote(text: str) -> bool:
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”")
