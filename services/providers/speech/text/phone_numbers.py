"""The rule for numbers to dial."""

from __future__ import annotations

import re

from services.providers.speech.text import numerals
from services.providers.speech.text.context import Place

DIALLING = frozenset({"call", "text", "dial", "ring", "phone", "calling", "texting", "dialling"})
MIN_DIALLED_DIGITS = 3


def phone(match: re.Match[str], place: Place) -> str | None:
    groups = re.findall(r"\d+", match[0])
    if sum(map(len, groups)) < 7 and not in_phone(place) and not is_dialled(place):
        return None
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(numerals.digit_by_digit(group) for group in groups)


def in_phone(place: Place) -> bool:
    """Whether this is one of several groups of digits that make a number to dial."""
    first = last = place.index
    while first > 0 and dials(place.cores[first - 1]):
        first -= 1
    while last + 1 < len(place.cores) and dials(place.cores[last + 1]):
        last += 1
    run = place.cores[first : last + 1]
    digits = sum(sign.isdigit() for group in run for sign in group)
    looks_so = run[0].startswith(("+", "0")) or any("-" in group for group in run)
    return len(run) > 1 and digits >= 7 and looks_so


def is_dialled(place: Place) -> bool:
    """Whether these digits follow a word like "call", as in "call 911" and "text 116 123"."""
    first = place.index
    while first > 0 and dials(place.cores[first - 1]):
        first -= 1
    verb = place.cores[first - 1].lower() if first else ""
    digits = sum(sign.isdigit() for group in place.cores[first : place.index + 1] for sign in group)
    follows = place.after and dials(place.after)
    return verb in DIALLING and (digits >= MIN_DIALLED_DIGITS or bool(follows))


def dials(core: str) -> bool:
    return re.fullmatch(r"\+?\d{1,5}(?:[-.]\d{2,5})*", core) is not None
