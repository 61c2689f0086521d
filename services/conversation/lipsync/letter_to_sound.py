"""Letters to sounds, roughly: good enough for a mouth when no phonemes are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from services.domain import Timed

STRESS = "ˈ"
_VOWEL_LETTERS = frozenset("aeiouy")
_VOWEL_SHARE = 1.6
"""How much longer a vowel letter lasts than another."""
_UNSTRESSED_LETTERS = 3
"""Words as short as this rarely carry stress."""

_SPELLINGS = {
    "tion": "ʃən", "sion": "ʒən", "ough": "ɔ", "augh": "ɔ", "igh": "aɪ", "tch": "ʧ", "eau": "oʊ",
    "sch": "ʃ", "sh": "ʃ", "ch": "ʧ", "th": "θ", "ph": "f", "wh": "w", "qu": "kw", "ck": "k",
    "ng": "ŋ", "gh": "", "oo": "u", "ee": "i", "ea": "i", "ai": "eɪ", "ay": "eɪ", "oa": "oʊ",
    "oe": "oʊ", "ow": "oʊ", "ou": "aʊ", "oi": "ɔɪ", "oy": "ɔɪ", "au": "ɔ", "aw": "ɔ", "ew": "u",
    "ue": "u", "ie": "i", "ei": "eɪ", "ey": "i", "er": "ɝ", "ir": "ɝ", "ur": "ɝ", "ar": "ɑɹ",
    "or": "ɔɹ", "ce": "s", "ci": "sɪ", "cy": "si", "kn": "n", "wr": "ɹ",
    "a": "æ", "b": "b", "c": "k", "d": "d", "e": "ɛ", "f": "f", "g": "ɡ", "h": "h", "i": "ɪ",
    "j": "ʤ", "k": "k", "l": "l", "m": "m", "n": "n", "o": "ɔ", "p": "p", "q": "k", "r": "ɹ",
    "s": "s", "t": "t", "u": "ʌ", "v": "v", "w": "w", "x": "ks", "y": "i", "z": "z",
    "ß": "s", "æ": "ɛ", "ø": "ø", "œ": "œ", "ł": "w",
    "0": "zɪɹo", "1": "wʌn", "2": "tu", "3": "θɹi", "4": "fɔɹ", "5": "faɪv", "6": "sɪks",
    "7": "sɛvən", "8": "eɪt", "9": "naɪn",
}  # fmt: skip
_SPELLING = re.compile("|".join(sorted(_SPELLINGS, key=len, reverse=True)))
_SILENT_E = re.compile(r"(?<=[aeiouy][bcdfgklmnprstvz])e$")


def spread(words: tuple[Timed, ...]) -> tuple[Timed, ...]:
    """The characters of timed words, each with its share of the time, a space after each word."""
    characters = []
    for word in words:
        shares = [_VOWEL_SHARE if char in _VOWEL_LETTERS else 1.0 for char in word.text.lower()]
        unit_ms = (word.end_ms - word.start_ms) / max(sum(shares), 1.0)
        at_ms = float(word.start_ms)
        for char, share in zip(word.text, shares, strict=True):
            characters.append(Timed(round(at_ms), round(at_ms + share * unit_ms), char))
            at_ms += share * unit_ms
        characters.append(Timed(word.end_ms, word.end_ms, " "))
    return tuple(characters)


def phonemes(characters: tuple[Timed, ...]) -> Iterator[Timed]:
    """What timed characters roughly sound like in English: IPA, one symbol each, ascending."""
    plain = [(character, _plain(character.text)) for character in characters]
    for is_word, group in groupby(plain, key=lambda pair: pair[1].isalnum()):
        if is_word:
            yield from _of_word(list(group))


def _of_word(word: list[tuple[Timed, str]]) -> Iterator[Timed]:
    """Letters that are not spoken lengthen the sound before them."""
    spelt = "".join(letter for _, letter in word)
    silent_from = match.start() if (match := _SILENT_E.search(spelt)) else len(spelt)
    latest: list[Timed] = []
    stress = STRESS if len(spelt) > _UNSTRESSED_LETTERS else ""
    for found in _SPELLING.finditer(spelt):
        first, last = word[found.start()][0], word[found.end() - 1][0]
        ipa = "" if found.start() >= silent_from else _SPELLINGS[found[0]]
        if not ipa and latest:
            latest[-1] = Timed(latest[-1].start_ms, last.end_ms, latest[-1].text)
            continue
        yield from latest
        if stress and spelt[found.start()] in _VOWEL_LETTERS:
            yield Timed(first.start_ms, first.start_ms, stress)
            stress = ""
        latest = list(_shared(ipa, first.start_ms, last.end_ms))
    yield from latest


def _shared(ipa: str, start_ms: int, end_ms: int) -> Iterator[Timed]:
    step = (end_ms - start_ms) / max(len(ipa), 1)
    for index, symbol in enumerate(ipa):
        yield Timed(int(start_ms + index * step), int(start_ms + (index + 1) * step), symbol)


def _plain(character: str) -> str:
    """One lower-case character without its accent."""
    return unicodedata.normalize("NFD", character.lower())[:1] or " "
