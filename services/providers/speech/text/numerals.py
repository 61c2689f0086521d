"""Numbers, money, dates and times as English words."""

from __future__ import annotations

import re
from collections.abc import Callable

from num2words import num2words

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
FRACTIONS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth"}
CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
}
SCALES = {
    "k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion",
    "thousand": "thousand", "million": "million", "billion": "billion", "trillion": "trillion",
}  # fmt: skip
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
MAX_DIGITS = 15
"""More are read out one by one."""
MAX_READ_DIGITS = 30
"""More are only mentioned."""


def cardinal(digits: str) -> str:
    """``1,234.50`` as "one thousand two hundred and thirty-four point five zero"."""
    whole, _, decimals = digits.replace(",", "").partition(".")
    words = digit_by_digit(whole) if _is_code(whole) else _words(int(whole or "0"), "cardinal")
    return f"{words} point {digit_by_digit(decimals)}" if decimals else words


def number(digits: str) -> str:
    """`cardinal`, but a year for four digits that look like one: "nineteen eighty-four"."""
    if re.fullmatch(r"1[1-9]\d\d|20[1-9]\d", digits):
        return year(digits)
    return cardinal(digits)


def year(digits: str) -> str:
    return _words(int(digits), "year").replace("oh-", "oh ")


def ordinal(digits: str) -> str:
    return _words(int(digits.replace(",", "")), "ordinal")


def decade(digits: str) -> str:
    """``1990`` as "nineteen nineties"."""
    words = year(digits) if len(digits) == 4 else _words(int(digits), "cardinal")
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def digit_by_digit(digits: str) -> str:
    if len(digits) > MAX_READ_DIGITS:
        return "a very long number"
    return " ".join(_words(int(digit), "cardinal") for digit in digits)


def money(symbol: str, amount: str, scale: str = "") -> str:
    """``$``, ``5.50`` as "five dollars and fifty cents"; ``€``, ``1``, ``m`` as "one million…"."""
    one, many, cent, cents = CURRENCIES[symbol]
    whole, _, decimals = amount.replace(",", "").partition(".")
    if scale:
        return f"{cardinal(amount)} {SCALES[scale.lower()]} {many}"
    if decimals and len(decimals) != 2:
        return f"{cardinal(amount)} {many}"
    large = f"{cardinal(whole or '0')} {one if whole == '1' else many}"
    if not decimals or decimals == "00":
        return large
    small = f"{cardinal(str(int(decimals)))} {cent if decimals == '01' else cents}"
    return small if int(whole or "0") == 0 else f"{large} and {small}"


def clock(hours: str, minutes: str, *, half_day: bool) -> str:
    """``7``, ``05`` as "seven oh five"; ``half_day`` when am or pm follows."""
    hour, minute = int(hours), int(minutes)
    spoken = cardinal(str(hour))
    if minute:
        return f"{spoken} {'oh ' if minute < 10 else ''}{cardinal(str(minute))}"
    if half_day:
        return spoken
    return f"{spoken} o'clock" if 1 <= hour <= 12 else f"{spoken} hundred"


def date(month: int, day: int, digits: str = "") -> str | None:
    """ "November twenty-first, twenty twenty-six"; None when there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    spoken = f"{MONTHS[month - 1]} {ordinal(str(day))}"
    return f"{spoken}, {year(digits if len(digits) == 4 else f'20{digits}')}" if digits else spoken


def slashed(left: int, right: int) -> str:
    """``3/4`` as "three quarters", ``7/10`` as "seven out of ten", ``11/21`` as a date."""
    first = cardinal(str(left))
    if right in FRACTIONS and left < right:
        part = FRACTIONS[right]
        plural = "halves" if part == "half" else f"{part}s"
        return f"{first} {part if left == 1 else plural}"
    if right in (10, 100):
        return f"{first} out of {cardinal(str(right))}"
    return date(left, right) or f"{first} over {cardinal(str(right))}"


def _is_code(whole: str) -> bool:
    return len(whole) > MAX_DIGITS or (len(whole) > 1 and whole.startswith("0"))


def _words(value: int, kind: str) -> str:
    words: Callable[..., str] = num2words
    return words(value, to=kind).replace(",", "")
