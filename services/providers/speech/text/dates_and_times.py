"""Rules for times of day and dates."""

from __future__ import annotations

import re

from services.providers.speech.text import numerals
from services.providers.speech.text.context import Place
from services.providers.speech.text.numerals import MONTHS

MONTH_STEMS = frozenset(month[:3] for month in MONTHS)


def clock(match: re.Match[str], place: Place) -> str | None:
    hours, minutes, half = match["hours"], match["minutes"], match["half"]
    if int(hours) > 24:
        return None
    half_day = bool(half) or is_half_day(place.after)
    said = numerals.clock(hours, minutes or "00", half_day=half_day)
    return f"{said} {half[0].upper()}.M" if half else said


def half_day(match: re.Match[str], place: Place) -> str | None:
    return f"{match[1].upper()}.M" if re.search(r"\d$", place.before) else None


def iso_date(match: re.Match[str], place: Place) -> str | None:
    return numerals.date(int(match[2]), int(match[3]), match[1])


def slash_date(match: re.Match[str], place: Place) -> str | None:
    first, second = int(match[1]), int(match[2])
    month, day = (first, second) if first <= 12 else (second, first)
    return numerals.date(month, day, match[3])


def day(match: re.Match[str], place: Place) -> str | None:
    """The number of a day beside the name of a month."""
    if not 1 <= int(match[0]) <= 31:
        return None
    if place.before[:3] in MONTH_STEMS and is_month(place.before):
        return numerals.ordinal(match[0])
    if is_month(place.after):
        the = "" if place.before.lower() == "the" else "the "
        return f"{the}{numerals.ordinal(match[0])} of"
    return None


def month(match: re.Match[str], place: Place) -> str | None:
    """A shortened month beside a number."""
    if not (place.after[:1].isdigit() or place.before[:1].isdigit()):
        return None
    return next(month for month in MONTHS if month.startswith(match[0][:3]))


def is_half_day(core: str) -> bool:
    return re.fullmatch(r"[ap]\.?m\.?", core, re.IGNORECASE) is not None


def is_month(core: str) -> bool:
    return core in MONTHS or re.fullmatch("|".join(sorted(MONTH_STEMS)) + "|Sept", core) is not None
