"""How a written word is read, given its neighbours: a list of rules, of which the first that fits
decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.providers.speech import numerals
from services.providers.speech.addresses import address
from services.providers.speech.numerals import CURRENCIES, MONTHS, NUMBER, SCALES
from services.providers.speech.units import UNITS

SIGNS = {
    "&": "and", "+": "plus", "=": "equals", "@": "at", "%": "percent", "/": "slash", "×": "times",
    "*": "times", "÷": "divided by", "<": "less than", ">": "greater than", "±": "plus or minus",
    "→": "to", "~": "about", "°": "degrees", "©": "copyright", "−": "minus", "^": "to the power of",
    "≈": "about", "≤": "at most", "≥": "at least", "≠": "is not", "#": "number",
}  # fmt: skip
VULGAR = {"½": "half", "⅓": "third", "¼": "quarter", "¾": "three quarters", "⅔": "two thirds"}
MONEY_SIGNS = "".join(CURRENCIES)
SCALE_WORDS = frozenset(name for name in SCALES if len(name) > 2)
MONTH_STEMS = frozenset(month[:3] for month in MONTHS)
MAX_CHARS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A word among its neighbours; a missing one is empty."""

    cores: Sequence[str]
    index: int

    @property
    def core(self) -> str:
        return self.cores[self.index]

    @property
    def before(self) -> str:
        return self.cores[self.index - 1] if self.index else ""

    @property
    def after(self) -> str:
        return self.cores[self.index + 1] if self.index + 1 < len(self.cores) else ""


Rule = Callable[[re.Match[str], Place], str | None]


def reading(cores: Sequence[str], index: int) -> str:
    """What is said for the word at ``index``; ``cores`` are without markup and outer marks."""
    place = Place(cores, index)
    if not place.core:
        return ""
    for pattern, rule in RULES:
        match = pattern.fullmatch(place.core)
        said = rule(match, place) if match else None
        if said is not None:
            return said
    return _plain(place.core)


def _sign(match: re.Match[str], place: Place) -> str | None:
    if match[0] == "-":
        return "minus" if _is_number(place.before) and _is_number(place.after) else ""
    return SIGNS.get(match[0])


def _address(match: re.Match[str], place: Place) -> str | None:
    return address(match[0])


def _clock(match: re.Match[str], place: Place) -> str | None:
    hours, minutes, half = match["hours"], match["minutes"], match["half"]
    if int(hours) > 24:
        return None
    half_day = bool(half) or _is_half_day(place.after)
    said = numerals.clock(hours, minutes or "00", half_day=half_day)
    return f"{said} {half[0].upper()}.M" if half else said


def _half_day(match: re.Match[str], place: Place) -> str | None:
    return f"{match[1].upper()}.M" if re.search(r"\d$", place.before) else None


def _score(match: re.Match[str], place: Place) -> str | None:
    return f"{numerals.cardinal(match[1])} to {numerals.cardinal(match[2])}"


def _iso_date(match: re.Match[str], place: Place) -> str | None:
    return numerals.date(int(match[2]), int(match[3]), match[1])


def _slash_date(match: re.Match[str], place: Place) -> str | None:
    first, second = int(match[1]), int(match[2])
    month, day = (first, second) if first <= 12 else (second, first)
    return numerals.date(month, day, match[3])


def _slashed(match: re.Match[str], place: Place) -> str | None:
    left, right = int(match[1]), int(match[2])
    if (left, right) == (24, 7):
        return "twenty-four seven"
    said = numerals.slashed(left, right)
    if not place.before.isdigit() or left > right:
        return said
    return f"and {'a ' + said.removeprefix('one ') if left == 1 else said}"


def _vulgar(match: re.Match[str], place: Place) -> str | None:
    part = VULGAR[match[2]]
    alone = part if " " in part else f"{'a' if match[1] else 'one'} {part}"
    return f"{numerals.cardinal(match[1])} and {alone}" if match[1] else alone


def _phone(match: re.Match[str], place: Place) -> str | None:
    groups = re.findall(r"\d+", match[0])
    if sum(map(len, groups)) < 7 and not _in_phone(place):
        return None
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(numerals.digit_by_digit(group) for group in groups)


def _in_phone(place: Place) -> bool:
    """Whether this is one of several groups of digits that make a number to dial."""
    first = last = place.index
    while first > 0 and _dials(place.cores[first - 1]):
        first -= 1
    while last + 1 < len(place.cores) and _dials(place.cores[last + 1]):
        last += 1
    run = place.cores[first : last + 1]
    digits = sum(sign.isdigit() for group in run for sign in group)
    looks_so = run[0].startswith(("+", "0")) or any("-" in group for group in run)
    return len(run) > 1 and digits >= 7 and looks_so


def _dials(core: str) -> bool:
    return re.fullmatch(r"\+?\d{1,5}(?:[-.]\d{2,5})*", core) is not None


def _range(match: re.Match[str], place: Place) -> str | None:
    left, right = match[1], match[2]
    if left[0] in MONEY_SIGNS and right[0] not in MONEY_SIGNS:
        right, left = f"{left[0]}{right}", left[1:]
    first = reading([left], 0)
    return f"{first} to {reading([right, place.after], 0)}"


def _money(match: re.Match[str], place: Place) -> str | None:
    minus = "minus " if match["minus"] else ""
    symbol = match["before"] or match["behind"]
    if not symbol:
        return None
    if not match["scale"] and place.after.lower() in SCALE_WORDS:
        return minus + numerals.cardinal(match["amount"])
    return minus + numerals.money(symbol, match["amount"], match["scale"] or "")


def _money_scale(match: re.Match[str], place: Place) -> str | None:
    symbol = re.match(rf"-?([{MONEY_SIGNS}])", place.before)
    return f"{match[0]} {CURRENCIES[symbol[1]][1]}" if symbol else None


def _percent(match: re.Match[str], place: Place) -> str | None:
    return f"{_signed(match[1])} percent"


def _degrees(match: re.Match[str], place: Place) -> str | None:
    scale = {"C": " Celsius", "F": " Fahrenheit", "": ""}[(match[2] or "").upper()]
    return f"{_signed(match[1])} {'degree' if match[1] == '1' else 'degrees'}{scale}"


def _measure(match: re.Match[str], place: Place) -> str | None:
    unit = UNITS.get(match[2])
    return f"{_signed(match[1])} {unit[match[1] != '1']}" if unit else None


def _unit(match: re.Match[str], place: Place) -> str | None:
    """A unit that stands alone after its number."""
    unit = UNITS.get(match[0])
    if unit is None or match[0] == "in" or not _is_number(place.before):
        return None
    return unit[place.before != "1"]


def _ordinal(match: re.Match[str], place: Place) -> str | None:
    return numerals.ordinal(match[1])


def _decade(match: re.Match[str], place: Place) -> str | None:
    return numerals.decade(match[1])


def _day(match: re.Match[str], place: Place) -> str | None:
    """The number of a day beside the name of a month."""
    if not 1 <= int(match[0]) <= 31:
        return None
    if place.before[:3] in MONTH_STEMS and _is_month(place.before):
        return numerals.ordinal(match[0])
    if _is_month(place.after):
        the = "" if place.before.lower() == "the" else "the "
        return f"{the}{numerals.ordinal(match[0])} of"
    return None


def _number(match: re.Match[str], place: Place) -> str | None:
    return _signed(match[0]) + (" and" if place.after in VULGAR else "")


def _dotted(match: re.Match[str], place: Place) -> str | None:
    """A version or the like."""
    return " point ".join(numerals.cardinal(part) for part in match[0].split("."))


def _counted(match: re.Match[str], place: Place) -> str | None:
    sign = {
        "#": "number",
        "~": "about",
        "≈": "about",
        "<": "under",
        ">": "over",
        "±": "plus or minus",
    }
    return f"{sign[match[1]]} {reading([match[2], place.after], 0)}"


def _followed(match: re.Match[str], place: Place) -> str | None:
    return f"{_signed(match[1])} {'plus' if match[2] == '+' else 'times'}"


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


def _month(match: re.Match[str], place: Place) -> str | None:
    """A shortened month beside a number."""
    if not (place.after[:1].isdigit() or place.before[:1].isdigit()):
        return None
    return next(month for month in MONTHS if month.startswith(match[0][:3]))


def _plain(core: str) -> str:
    """Letters, with the signs between them read or left out."""
    heard = core.replace("&", " and ").replace("@", " at ").replace("=", " equals ")
    heard = heard.replace("%", " percent ").replace("+", " plus ")
    heard = re.sub(r"(?<=\w{2})\.(?=[a-z])", " dot ", heard)
    heard = re.sub(r"(?<=\w{2})\.(?=\w{2})", ". ", heard)
    heard = re.sub(r"[^\w\s.,'-]|_", " ", heard)
    return " ".join(heard.split())[:MAX_CHARS]


def _signed(digits: str) -> str:
    minus = "minus " if digits[0] in "-−" else "plus " if digits[0] == "+" else ""
    return minus + numerals.number(digits.lstrip("-−+"))


def _is_number(core: str) -> bool:
    return re.fullmatch(rf"[-−+~]?(?:{NUMBER})", core) is not None


def _is_half_day(core: str) -> bool:
    return re.fullmatch(r"[ap]\.?m\.?", core, re.IGNORECASE) is not None


def _is_month(core: str) -> bool:
    return core in MONTHS or re.fullmatch("|".join(sorted(MONTH_STEMS)) + "|Sept", core) is not None


SIGNED = rf"[-−+]?(?:{NUMBER})"
AMOUNT = rf"(?P<minus>[-−]?)(?:US|CA)?(?P<before>[{MONEY_SIGNS}]?)(?P<amount>{NUMBER})"
RULES: Sequence[tuple[re.Pattern[str], Rule]] = [
    (
        re.compile(pattern, re.IGNORECASE if rule in (_address, _half_day, _clock, _money) else 0),
        rule,
    )
    for pattern, rule in (
        (r"\W", _sign),
        (r".*[.@].*", _address),
        (r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?::[0-5]\d)?(?P<half>[ap]\.?m)?", _clock),
        (r"(?P<hours>1[0-2]|[1-9])(?P<minutes>)(?P<half>[ap]\.?m)", _clock),
        (r"([ap])\.?m", _half_day),
        (r"(\d{1,3}):(\d{1,3})", _score),
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", _iso_date),
        (r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", _slash_date),
        (r"(\d{1,3})/(\d{1,3})", _slashed),
        (rf"(\d*)([{''.join(VULGAR)}])", _vulgar),
        (r"\+?\d{1,5}(?:[-.]\d{2,5}){2,}|\d{3}-\d{4}|\+?\d{1,5}", _phone),
        (rf"([{MONEY_SIGNS}]?(?:{NUMBER}))[-–—]([{MONEY_SIGNS}]?\d[^-–—]*)", _range),
        (rf"{AMOUNT}(?P<behind>[{MONEY_SIGNS}]?)(?P<scale>)", _money),
        (rf"{AMOUNT}(?P<scale>k|mn?|bn?|[mb]illion|trillion)(?P<behind>[{MONEY_SIGNS}]?)", _money),
        ("|".join(SCALE_WORDS), _money_scale),
        (rf"({SIGNED})%", _percent),
        (rf"({SIGNED})°([CF]?)", _degrees),
        (r"(\d{2}|\d{4})'?s", _decade),
        (rf"({SIGNED})([^\d\s]+)", _measure),
        (r"[^\d\s]+", _unit),
        (r"(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)", _ordinal),
        (r"\d{1,2}", _day),
        (SIGNED, _number),
        (r"\d+(?:\.\d+){2,}", _dotted),
        (r"([#~≈<>±])(.*\d.*)", _counted),
        (rf"({SIGNED})([+x×])", _followed),
        (r"[-\d.]+(?:[-+=×÷*/^<>]+[\d.a-z]+)+", _sum),
        (r"#(\w+)", _hashtag),
        (r"@(\w+)", _mention),
        (r"([A-Z])(#|\+\+)", _language),
        (f"(?:{'|'.join(sorted(MONTH_STEMS))}|Sept)", _month),
    )
]
"""In order of precedence."""
