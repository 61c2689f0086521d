"""A person's words in pieces that each say one thing. Every piece is a literal part of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SENTENCE = re.compile(r"[^.!?…]+(?:\.(?=\d)[^.!?…]+)*(?P<end>[.!?…]*)")
SOMEONE = r"(?:I|I'm|I've|my|we|we're|our|he|he's|she|she's|it|it's|they|they're|his|her|their)\b"
JOINT = re.compile(
    r"[;:]\s+|\s[-–—]\s"
    r"|,\s+(?:and|but|so|because|though|while|which means)\s+(?=(?:\S+\s+){2}\S)"
    r"|\s+(?:and|but|so|because|cause|although|though|while|which means)\s+"
    rf"(?={SOMEONE})|,\s+(?={SOMEONE})",
    re.IGNORECASE,
)
TAG = re.compile(
    r",\s+(?:did I (?:ever )?(?:tell|mention|say).*|you know|do you (?:remember|know)|remember"
    r"|right|okay|to be honest|honestly|you see|though|obviously|of course|by the way"
    r"|I think|I guess|haha)$",
    re.IGNORECASE,
)
"""Put after what is said; a question mark behind it asks for nothing."""
FILLER = re.compile(
    r"(?:(?:well|oh|so|um|uh|er|hmm|ah|wow|yeah|yes|yep|no|nope|nah|actually|anyway|anyways"
    r"|by the way|you know(?: what)?|and|but|because|also|then|now|sorry|hi|hello|hey|okay|ok"
    r"|right|look|listen|honestly|to be honest|frankly|I mean|just so you know|guess what|fun fact"
    r"|basically|like|oh and|as you know|I think|I guess|the thing is|you see|wait|in fact"
    r"|of course|thank you|thanks|good morning|good evening)\b[,.\s]*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ToldClause:
    text: str
    """Without the fillers before it and the punctuation after it; the quote of a receipt."""
    asks: bool
    """Whether its sentence is a question."""


def clauses(words: str) -> Iterator[ToldClause]:
    """The pieces in order. Curly apostrophes of ``words`` must be straight already."""
    for sentence in SENTENCE.finditer(words):
        asks = "?" in sentence["end"]
        said = sentence[0][: len(sentence[0]) - len(sentence["end"])]
        if tag := TAG.search(said):
            said, asks = said[: tag.start()], False
        start = 0
        for joint in (*JOINT.finditer(said), None):
            piece = _bare(said[start : joint.start() if joint else len(said)])
            if piece:
                yield ToldClause(piece, asks)
            start = joint.end() if joint else start


def sentences(words: str) -> Iterator[tuple[str, str]]:
    """Each whole sentence without its fillers, and all of it."""
    for sentence in SENTENCE.finditer(words):
        if piece := _bare(sentence[0].strip(" .!?…")):
            yield piece, sentence[0]


def _bare(piece: str) -> str:
    piece = piece.strip(" ,\n\t\"'")
    filler = FILLER.match(piece)
    return piece[filler.end() :].strip(" ,") if filler else piece
