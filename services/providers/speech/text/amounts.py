"""Rules for numbers, and for what they count."""

from __future__ import annotations

import re

from services.providers.speech.text import numerals
from services.providers.speech.text.context import Place
from services.providers.speech.text.numerals import CURRENCIES, NUMBER, SCALES
from services.providers.speech.text.units import UNITS

VULGAR = {"½": "half", "⅓": "third", "¼": "quarter", "¾": "three quarters", "⅔": "two thirds"}
MONEY_SIGNS = "".join(CURRENCIES)
SCALE_WORDS = frozenset(name for name in SCALES if len(name) > 2)


def score(match: re.Match[str], place: Place) -> str | None:
    return f"{numerals.cardinal(match[1])} to {numerals.cardinal(match[2])}"


def slashed(match: re.Match[str], place: Place) -> str | None:
    left, right = int(match[1]), int(match[2])
    if (left, right) == (24, 7):
        return "twenty-four seven"
    said = numerals.slashed(left, right)
    if not place.before.isdigit() or left > right:
        return said
    return f"and {'a ' + said.removeprefix('one ') if left == 1 else said}"


def vulgar(match: re.Match[str], place: Place) -> str | None:
    part = VULGAR[match[2]]
    alone = part if " " in part else f"{'a' if match[1] else 'one'} {part}"
    return f"{numerals.cardinal(match[1])} and {alone}" if match[1] else alone


def money(match: re.Match[str], place: Place) -> str | None:
    minus = "minus " if match["minus"] else ""
    symbol = match["before"] or match["behind"]
    if not symbol:
        return None
    if not match["scale"] and place.after.lower() in SCALE_WORDS:
        return minus + numerals.cardinal(match["amount"])
    return minus + numerals.money(symbol, match["amount"], match["scale"] or "")


def money_scale(match: re.Match[str], place: Place) -> str | None:
    symbol = re.match(rf"-?([{MONEY_SIGNS}])", place.before)
    return f"{match[0]} {CURRENCIES[symbol[1]][1]}" if symbol else None


def percent(match: re.Match[str], place: Place) -> str | None:
    return f"{signed(match[1])} percent"


def degrees(match: re.Match[str], place: Place) -> str | None:
    scale = {"C": " Celsius", "F": " Fahrenheit", "": ""}[(match[2] or "").upper()]
    return f"{signed(match[1])} {'degree' if match[1] == '1' else 'degrees'}{scale}"


def measure(match: re.Match[str], place: Place) -> str | None:
    unit = UNITS.get(match[2])
    return f"{signed(match[1])} {unit[match[1] != '1']}" if unit else None


def unit(match: re.Match[str], place: Place) -> str | None:
    """A unit that stands alone after its number."""
    unit = UNITS.get(match[0])
    if unit is None or match[0] == "in" or not is_number(place.before):
        return None
    return unit[place.before != "1"]


def ordinal(match: re.Match[str], place: Place) -> str | None:
    return numerals.ordinal(match[1])


def decade(match: re.Match[str], place: Place) -> str | None:
    return numerals.decade(match[1])


def number(match: re.Match[str], place: Place) -> str | None:
    return signed(match[0]) + (" and" if place.after in VULGAR else "")


def dotted(match: re.Match[str], place: Place) -> str | None:
    """A version or the like."""
    return " point ".join(numerals.cardinal(part) for part in match[0].split("."))


def followed(match: re.Match[str], place: Place) -> str | None:
    return f"{signed(match[1])} {'plus' if match[2] == '+' else 'times'}"


def signed(digits: str) -> str:
    minus = "minus " if digits[0] in "-−" else "plus " if digits[0] == "+" else ""
    return minus + numerals.number(digits.lstrip("-−+"))


def is_number(core: str) -> bool:
    return re.fullmatch(rf"[-−+~]?(?:{NUMBER})", core) is not None
