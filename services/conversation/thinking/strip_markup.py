"""Leaves of a model's text what a person would say: no markdown, emoji or stage directions.

A scanner that decides at each character from what stands before it and at most `LOOK` characters
after it, so that the result does not depend on how the text was split into pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.conversation.thinking.emotion_tag import EMOTIONS

LOOK = 64
"""A bracket that is not closed within so many characters is only a bracket."""

_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\ufe0f\u200d\u20e3]"
)
_SIGN = re.compile("|".join(re.escape(sign) for sign in EMOTIONS) + r"|;\)|:p", re.IGNORECASE)
_LIST_MARK = re.compile(r"(?:[-•*+]|#{1,6}|>|\d{1,2}[.)])[ \t]+")
_LIST_MARK_OPEN = re.compile(r"(?:[-•*+>]?|#{1,6}|\d{1,2}[.)]?)[ \t]*")
_MULTIPLIED = re.compile(r"\d\d|  ")
_SENTENCE_END = '.!?…:"”'


def plain(pieces: Iterator[str]) -> Iterator[str]:
    """The same text as speech, as soon as each character is certain."""
    scanner = _Scanner()
    for piece in pieces:
        if text := scanner.read(piece):
            yield text
    if text := scanner.read("", final=True):
        yield text


class _Scanner:
    def __init__(self) -> None:
        self._rest = ""
        self._said = ""
        """The last two characters that were let through."""
        self._line_start = True
        self._first_line = True

    def read(self, piece: str, *, final: bool = False) -> str:
        """What is certain now."""
        self._rest += piece
        out = []
        while self._rest:
            step = self._step(final)
            if step is None:
                break
            length, text = step
            self._rest = self._rest[length:]
            out.append(self._let_through(text))
        return "".join(out)

    def _let_through(self, text: str) -> str:
        """``text``, without a space that would follow another one."""
        if text.startswith(" ") and (not self._said or self._said[-1] == " "):
            text = text[1:]
        self._said = (self._said + text)[-2:]
        return text

    def _step(self, final: bool) -> tuple[int, str] | None:
        """(characters taken, what they say), or None while more has to be seen."""
        rest = self._rest
        if self._line_start:
            if not final and _LIST_MARK_OPEN.fullmatch(rest):
                return None
            self._line_start = False
            mark = _LIST_MARK.match(rest)
            if mark and not (self._first_line and rest[0].isdigit()):
                return mark.end(), ""
        first = rest[0]
        if first == "\n":
            self._line_start, self._first_line = True, False
            return 1, " "
        if first == "`" or _EMOJI.match(first):
            return 1, ""
        if first in "*_":
            return self._starred(rest, final)
        if first == "[":
            return self._bracketed(rest, final)
        if first in ":;":
            return self._emoticon(rest, final)
        return 1, first

    def _starred(self, rest: str, final: bool) -> tuple[int, str] | None:
        """Emphasis loses its stars; ``*smiles*`` between sentences is lost whole."""
        if len(rest) < 2 and not final:
            return None
        run = len(rest) - len(rest.lstrip(rest[0]))
        if run == len(rest) and not final and run < LOOK:
            return None
        if run > 1:
            return run, ""
        following = rest[1:2]
        if rest[0] == "_" and self._said[-1:].isalnum() and following.isalnum():
            return 1, "_"
        if _MULTIPLIED.fullmatch(self._said[-1:] + following):
            return 1, rest[0]
        if not self._between_sentences():
            return 1, ""
        close = rest.find(rest[0], 1, LOOK)
        if close > 0:
            return close + 1, ""
        return None if _waits(rest, final) else (1, "")

    def _bracketed(self, rest: str, final: bool) -> tuple[int, str] | None:
        """``[laughs]`` is lost; of ``[a link](address)`` its words are kept."""
        close = rest.find("]", 1, LOOK)
        if close < 0:
            return None if _waits(rest, final) else (1, "[")
        if len(rest) == close + 1 and not final:
            return None
        if rest[close + 1 : close + 2] != "(":
            return close + 1, ""
        end = rest.find(")", close, close + 4 * LOOK)
        if end < 0:
            waits = len(rest) < close + 4 * LOOK and not final
            return None if waits else (close + 1, rest[1:close])
        return end + 1, rest[1:close]

    def _emoticon(self, rest: str, final: bool) -> tuple[int, str] | None:
        if self._said and not self._said[-1].isspace():
            return 1, rest[0]
        if len(rest) < 3 and not final:
            return None
        sign = _SIGN.match(rest)
        if sign and (sign.end() == len(rest) or rest[sign.end()].isspace()):
            return sign.end(), ""
        return 1, rest[0]

    def _between_sentences(self) -> bool:
        before = self._said.rstrip()
        return not self._said or (before[-1:] in _SENTENCE_END and self._said[-1] == " ")


def _waits(rest: str, final: bool) -> bool:
    return len(rest) < LOOK and not final
