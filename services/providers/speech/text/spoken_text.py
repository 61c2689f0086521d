"""What is read aloud for each written word: captions show the one, ears hear the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from services.providers.speech.text.abbreviations import ends_sentence, expand, is_initials
from services.providers.speech.text.rules import reading

LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
MARKUP = re.compile(
    r"\*{2,3}|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|~~|`+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)"
)
BULLET = re.compile(r"[-*•‣+]|#{1,6}|>+|\|")
EMOTICON = re.compile(r"[:;=]['’]?-?[()\[\]DPpO|/\\*]+|<3+|\^_*\^")
OPENING = "\"'“”‘’«»([{<¿¡…,;:!?—–"
CLOSING = "\"'“”‘’«»)]}>….,;:!?—–-"
REPEATED = re.compile(r"(?!www)([^\W\d_])\1{2,}")
MARKS = {"?": "?", "!": "!", "…": "…", ".": ".", ";": ";", ":": ":", ",": ",", "—": "—", "–": "—"}
"""By what counts most when there are several."""
SPOKEN_SIGNS = frozenset("°©®™→×÷±")


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A written word, and how it is read."""

    written: str
    spoken: str
    """Words and punctuation in plain English; empty when nothing is said for it."""

    @property
    def sounds(self) -> bool:
        return any(letter.isalnum() for letter in self.spoken)


def spoken_words(text: str) -> list[SpokenWord]:
    """Every word of ``text`` in order; joined by spaces, the written ones are ``text`` with its
    white space collapsed.
    """
    written = text.split()
    parts = [_Parts.of(word) for word in _without_bullets(text)]
    cores = [part.core for part in parts]
    return [
        SpokenWord(word, _spoken(parts[index], cores, index)) for index, word in enumerate(written)
    ]


@dataclass(frozen=True, slots=True)
class _Parts:
    """A written word without markup, taken apart."""

    core: str
    mark: str
    """The one punctuation mark that is heard after it."""

    @classmethod
    def of(cls, word: str) -> _Parts:
        plain = _plain(word)
        core = plain.lstrip(OPENING).rstrip(CLOSING)
        if not core:
            return cls("-" if plain == "-" else "", "—" if set(plain) == {"-"} else _mark(plain))
        tail = plain[plain.rindex(core) + len(core) :]
        return cls(core, _mark(tail) or ("," if ")" in tail else ""))


def _spoken(part: _Parts, cores: Sequence[str], index: int) -> str:
    after = cores[index + 1] if index + 1 < len(cores) else ""
    dotted = part.mark == "."
    expanded = expand(part.core, after, dotted=dotted) if part.core else None
    words = reading(cores, index) if expanded is None else expanded
    shortened = expanded is not None or is_initials(part.core, after)
    if dotted and shortened and not ends_sentence(part.core, after):
        return words
    return f"{words}{part.mark}"


def _without_bullets(text: str) -> Sequence[str]:
    """The words, with those that only mark a list, heading or quotation emptied."""
    words = []
    for line in text.splitlines():
        first, *rest = line.split() or [""]
        words += ["" if BULLET.fullmatch(first) else first, *rest] if first else []
    return words


def _plain(word: str) -> str:
    """Without markup and emoji, in plain signs."""
    if EMOTICON.fullmatch(word):
        return ""
    shown = LINK_TARGET.sub("", unicodedata.normalize("NFC", word).replace("’", "'"))
    shown = MARKUP.sub("", shown)
    shown = shown.replace("...", "…")
    heard = "".join(sign for sign in shown if not _is_emoji(sign))
    return REPEATED.sub(r"\1\1", heard)


def _is_emoji(sign: str) -> bool:
    return sign not in SPOKEN_SIGNS and (
        unicodedata.category(sign) in ("So", "Sk", "Cf", "Cs", "Co", "Cn", "Cc")
        or 0xFE00 <= ord(sign) <= 0xFE0F
        or ord(sign) == 0x20E3
    )


def _mark(tail: str) -> str:
    return next((heard for written, heard in MARKS.items() if written in tail), "")
