"""Striking a recollection from all that is kept.

What the person said stands in the transcript too, and the companion may have said it back. So the
quote is struck from its message, and from all others every sentence that gives it away: one with a
name of the quote, or with all its other words.
"""

from __future__ import annotations

import re

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.storage.tables import CallRow, MemoryRow, MessageRow
from services.words import WORD, content_words

STRUCK = "[forgotten]"
SENTENCE = re.compile(r"[^.!?…]+(?:[.!?…]+[\"'”’)]*|$)")
NO_NAMES = frozenset(
    " ".join(
        (
            "monday tuesday wednesday thursday friday saturday sunday january february march",
            "april may june july august september october november december",
        )
    ).split()
)


def forget(session: Session, row: MemoryRow) -> None:
    """Delete it within this unit of work; `Database.scrub` clears the disk after that."""
    quotes = [receipt.quote for receipt in row.receipts]
    for message in _messages(session, row, quotes):
        message.text = _struck(message.text, quotes)
        message.heard_text = _struck(message.heard_text, quotes)
    session.delete(row)
    session.flush()


def _messages(session: Session, row: MemoryRow, quotes: list[str]) -> list[MessageRow]:
    """The person's messages that share a word with the quotes."""
    words = {word for quote in quotes for word in content_words(quote)}
    if not words:
        return []
    shared = or_(*(MessageRow.text.icontains(word, autoescape=True) for word in words))
    theirs = (
        select(MessageRow)
        .join(CallRow, CallRow.id == MessageRow.call_id)
        .where(CallRow.person_id == row.person_id, shared)
    )
    return list(session.scalars(theirs))


def _struck(said: str, quotes: list[str]) -> str:
    for quote in quotes:
        said = re.sub(re.escape(quote), STRUCK, said, flags=re.IGNORECASE)
        said = SENTENCE.sub(lambda sentence, quote=quote: _kept(sentence[0], quote), said)  # type: ignore[misc]
    return said


def _kept(sentence: str, quote: str) -> str:
    """The sentence, unless it gives the quote away."""
    words = set(content_words(sentence))
    names = _names(quote)
    if words & names or words >= (set(content_words(quote)) or {""}):
        return f"{sentence[: len(sentence) - len(sentence.lstrip())]}{STRUCK}"
    return sentence


def _names(quote: str) -> set[str]:
    """Words written like names, but for the first and those of days and months."""
    words = WORD.findall(quote)
    capitals = {word for word in words[1:] if word[0].isupper()}
    return {word for each in capitals for word in content_words(each)} - NO_NAMES
