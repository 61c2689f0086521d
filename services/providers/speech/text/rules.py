"""How a written word is read, given its neighbours: a list of rules, of which the first that fits
decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from services.providers.speech.text import amounts, dates_and_times, numerals, phone_numbers
from services.providers.speech.text.addresses import address
from services.providers.speech.text.amounts import MONEY_SIGNS, SCALE_WORDS, VULGAR
from services.providers.speech.text.context import Place
from services.providers.speech.text.numerals import NUMBER

SIGNS = {
    "&": "and", "+": "plus", "=": "equals", "@": "at", "%": "percent", "/": "slash", "×": "times",
    "*": "times", "÷": "divided by", "<": "less than", ">": "greater than", "±": "plus or minus",
    "→": "to", "~": "about", "°": "degrees", "©": "copyright", "−": "minus", "^": "to the power of",
    "≈": "about", "≤": "at most", "≥": "at least", "≠": "is not", "#": "number",
}  # fmt: skip
COUNTED_SIGNS = {
    "#": "number", "~": "about", "≈": "about", "<": "under", ">": "over", "±": "plus or minus",
}  # fmt: skip
"""Before a number."""
MAX_CHARS = 60
"""A longer word has no sense but as an address."""
MAX_ADDRESS_CHARS = 400

Rule = Callable[[re.Match[str], Place], str | None]


def reading(cores: Sequence[str], index: int) -> str:
    """What is said for the word at ``index``; ``cores`` are without markup and outer marks."""
    place = Place(cores, index)
    if not place.core:
        return ""
    if len(place.core) > MAX_CHARS:
        return _endless(place.core)
    for pattern, rule in RULES:
        match = pattern.fullmatch(place.core)
        said = rule(match, place) if match else None
        if said is not None:
            return said
    return _plain(place.core)


def _endless(core: str) -> str:
    """The site of an address; the beginning of anything else."""
    if core.isdecimal():
        return numerals.digit_by_digit(core)
    return address(core[:MAX_ADDRESS_CHARS]) or _plain(core[:MAX_CHARS])


def _sign(match: re.Match[str], place: Place) -> str | None:
    if match[0] == "-":
        return "minus" if amounts.is_number(place.before) and amounts.is_number(place.after) else ""
    return SIGNS.get(match[0])


def _address(match: re.Match[str], place: Place) -> str | None:
    return address(match[0])


def _range(match: re.Match[str], place: Place) -> str | None:
    left, right = match[1], match[2]
    if left[0] in MONEY_SIGNS and right[0] not in MONEY_SIGNS:
        right, left = f"{left[0]}{right}", left[1:]
    first = reading([left], 0)
    return f"{first} to {reading([right, place.after], 0)}"


def _counted(match: re.Match[str], place: Place) -> str | None:
    return f"{COUNTED_SIGNS[match[1]]} {reading([match[2], place.after], 0)}"


def _sum(match: re.Match[str], place: Place) -> str | None:
    """Arithmetic without spaces."""
    parts = re.split(r"([-+=×÷*/^<>])", match[0])
    signs = {**SIGNS, "-": "minus", "/": "divided by"}
    return " ".join(signs.get(part) or reading([part], 0) for part in parts if part)


def _hashtag(match: re.Match[str], place: Place) -> str | None:
    return f"hashtag {_plain(match[1])}"


def _mention(match: re.Match[str], place: Place) -> str | None:
    return f"at {_plain(match[1])}"


def _language(match: re.Match[str], place: Place) -> str | None:
    return f"{match[1]} {'sharp' if match[2] == '#' else 'plus plus'}"


def _plain(core: str) -> str:
    """Letters, with the signs between them read or left out."""
    heard = core.replace("&", " and ").replace("@", " at ").replace("=", " equals ")
    heard = heard.replace("%", " percent ").replace("+", " plus ")
    heard = re.sub(r"(?<=\w{2})\.(?=[a-z])", " dot ", heard)
    heard = re.sub(r"(?<=\w{2})\.(?=\w{2})", ". ", heard)
    heard = re.sub(r"[^\w\s.,'-]|_", " ", heard)
    return " ".join(heard.split())


SIGNED = rf"[-−+]?(?:{NUMBER})"
AMOUNT = rf"(?P<minus>[-−]?)(?:US|CA)?(?P<before>[{MONEY_SIGNS}]?)(?P<amount>{NUMBER})"
ANY_CASE = (_address, dates_and_times.half_day, dates_and_times.clock, amounts.money)
RULES: Sequence[tuple[re.Pattern[str], Rule]] = [
    (
        re.compile(pattern, re.IGNORECASE if rule in ANY_CASE else 0),
        rule,
    )
    for pattern, rule in (
        (r"\W", _sign),
        (r".*[.@].*", _address),
        (
            r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?::[0-5]\d)?(?P<half>[ap]\.?m)?",
            dates_and_times.clock,
        ),
        (r"(?P<hours>1[0-2]|[1-9])(?P<minutes>)(?P<half>[ap]\.?m)", dates_and_times.clock),
        (r"([ap])\.?m", dates_and_times.half_day),
        (r"(\d{1,3}):(\d{1,3})", amounts.score),
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", dates_and_times.iso_date),
        (r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", dates_and_times.slash_date),
        (r"(\d{1,3})/(\d{1,3})", amounts.slashed),
        (rf"(\d*)([{''.join(VULGAR)}])", amounts.vulgar),
        (r"\+?\d{1,5}(?:[-.]\d{2,5}){2,}|\d{3}-\d{4}|\+?\d{1,5}", phone_numbers.phone),
        (rf"([{MONEY_SIGNS}]?(?:{NUMBER}))[-–—]([{MONEY_SIGNS}]?\d[^-–—]*)", _range),
        (rf"{AMOUNT}(?P<behind>[{MONEY_SIGNS}]?)(?P<scale>)", amounts.money),
        (
            rf"{AMOUNT}(?P<scale>k|mn?|bn?|[mb]illion|trillion)(?P<behind>[{MONEY_SIGNS}]?)",
            amounts.money,
        ),
        ("|".join(SCALE_WORDS), amounts.money_scale),
        (rf"({SIGNED})%", amounts.percent),
        (rf"({SIGNED})°([CF]?)", amounts.degrees),
        (r"(\d{2}|\d{4})'?s", amounts.decade),
        (rf"({SIGNED})([^\d\s]+)", amounts.measure),
        (r"[^\d\s]+", amounts.unit),
        (r"(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)", amounts.ordinal),
        (r"\d{1,2}", dates_and_times.day),
        (SIGNED, amounts.number),
        (r"\d+(?:\.\d+){2,}", amounts.dotted),
        (r"([#~≈<>±])(.*\d.*)", _counted),
        (rf"({SIGNED})([+x×])", amounts.followed),
        (r"[-\d.]+(?:[-+=×÷*/^<>]+[\d.a-z]+)+", _sum),
        (r"#(\w+)", _hashtag),
        (r"@(\w+)", _mention),
        (r"([A-Z])(#|\+\+)", _language),
        (f"(?:{'|'.join(sorted(dates_and_times.MONTH_STEMS))}|Sept)", dates_and_times.month),
    )
]
"""In order of precedence."""
