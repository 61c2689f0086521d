"""The emotion of a reply, written as a sign before its first word.

Each sign is one token of the embedded model, where ``thoughtful:`` is three: the first clause comes
two tokens sooner. Words with a colon are understood as well: personas and histories use them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.domain import EMOTION_SIGNS, Emotion

EMOTIONS = {sign.lower(): emotion for emotion, sign in EMOTION_SIGNS.items()}
_SIGN = "|".join(re.escape(sign) for sign in EMOTIONS)
_WORD = "|".join(Emotion)
_TAG = re.compile(
    rf"\s*(?:(?P<sign>{_SIGN})(?=\s|$)|[\[(*]*(?P<word>{_WORD})(?:[\])*]+:?|:))\s*", re.IGNORECASE
)
MAX_TAG_CHARS = 2 + max(map(len, Emotion)) + 3


def signed(text: str) -> str:
    """``happy: Hello.`` with its sign instead of the word; a text without a tag as it is."""
    emotion, said = read(text)
    return f"{EMOTION_SIGNS[emotion]} {said}" if emotion else text


def read(text: str) -> tuple[Emotion | None, str]:
    """The emotion that the text starts with, if any, and the text without it."""
    tag = _TAG.match(text)
    if tag is None:
        return None, text
    emotion = EMOTIONS[tag["sign"].lower()] if tag["sign"] else Emotion(tag["word"].lower())
    return emotion, text[tag.end() :]


def untagged(pieces: Iterator[str]) -> tuple[Emotion, Iterator[str]]:
    """The emotion, read off the first pieces, and all that follows it."""
    head = ""
    for piece in pieces:
        head += piece
        if not _is_open(head):
            break
    emotion, rest = read(head)
    return emotion or Emotion.NEUTRAL, _after(rest, pieces)


def _after(rest: str, pieces: Iterator[str]) -> Iterator[str]:
    if rest:
        yield rest
    yield from pieces


def _is_open(head: str) -> bool:
    """Whether the next piece can still make a tag of this, or a longer one."""
    start = head.lstrip().lower()
    if len(start) > MAX_TAG_CHARS:
        return False
    if any(sign.startswith(start) for sign in EMOTIONS):
        return True
    tag = _TAG.match(head)
    if tag is not None:
        return tag.end() == len(head)
    word = start.lstrip("[(*")
    return not word or any(emotion.startswith(word.rstrip("])*")) for emotion in Emotion)
