"""From the words of one call to what they change in what is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.domain import Learned, Receipt, Recollection, Told
from services.learning.merge import Merge, merge
from services.learning.rules import Found, found_in
from services.learning.taken_back import taken_back


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """What one of the two said in a turn, as heard."""

    call_id: str
    turn: int
    by_person: bool
    text: str
    said_at: datetime


def learn(lines: Sequence[TranscriptLine], known: Sequence[Recollection]) -> Learned:
    """By the rules alone; takes milliseconds."""
    merging = merge(known)
    mentioned = ""
    for line in lines:
        if line.by_person:
            mentioned = _read(line, merging, mentioned)
    return merging.learned()


def _read(line: TranscriptLine, merging: Merge, mentioned: str) -> str:
    """Take in one message. Returns the topic of whom it speaks of."""
    words = line.text.replace("’", "'")
    backs = {back.quote: back for back in taken_back(words)}
    for back in backs.values():
        merging.take_back(back, receipt_of(line, back.quote))
    for found in found_in(words, mentioned):
        if found.quote not in backs:
            merging.tell(_told(found, line))
        if found.topic.startswith(("pet:", "person:")):
            mentioned = ":".join(found.topic.split(":")[:2])
    return mentioned


def receipt_of(line: TranscriptLine, quote: str) -> Receipt:
    """With the quote as it stands in the message, curly apostrophes and all."""
    at = line.text.replace("’", "'").find(quote)
    return Receipt(line.call_id, line.turn, line.said_at, line.text[at : at + len(quote)])


def _told(found: Found, line: TranscriptLine) -> Told:
    return Told(found.kind, found.text, found.topic, (receipt_of(line, found.quote),))
