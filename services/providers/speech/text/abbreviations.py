"""Abbreviations written with a dot, or known well enough without one."""

from __future__ import annotations

import re

TITLES = {
    "mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "prof": "professor",
    "gen": "general", "gov": "governor", "sen": "senator", "capt": "captain",
    "lt": "lieutenant", "col": "colonel", "sgt": "sergeant", "rev": "reverend", "hon": "honorable",
    "mt": "mount", "ft": "fort",
}  # fmt: skip
"""Before a name."""
DOTTED = {
    "jr": "junior", "sr": "senior", "ave": "avenue", "blvd": "boulevard", "rd": "road",
    "ltd": "limited", "inc": "incorporated", "corp": "corporation", "co": "company",
    "bros": "brothers", "dept": "department", "univ": "university", "approx": "approximately",
    "est": "established", "vol": "volume", "fig": "figure", "pp": "pages", "ed": "edition",
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "jun": "June",
    "jul": "July", "aug": "August", "sep": "September", "sept": "September", "oct": "October",
    "nov": "November", "dec": "December", "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday",
    "wed": "Wednesday", "thu": "Thursday", "thurs": "Thursday", "fri": "Friday",
    "min": "minimum", "max": "maximum", "cf": "compare", "apt": "apartment", "bldg": "building",
}  # fmt: skip
"""Only when a dot follows: many are words as well."""
PLAIN = {
    "etc": "et cetera", "vs": "versus", "e.g": "for example", "eg": "for example",
    "i.e": "that is", "ie": "that is", "a.m": "A.M", "p.m": "P.M", "w/": "with",
    "w/o": "without", "b/c": "because", "aka": "also known as", "a.k.a": "also known as",
}  # fmt: skip
ENDING = frozenset({"etc", "a.m", "p.m", "jr", "sr", "inc", "ltd", "co", "corp", "rd", "ave",
                    "blvd"})  # fmt: skip
"""May end a sentence; the others always go on."""


def expand(core: str, after: str, *, dotted: bool) -> str | None:
    """The words for it, or None when it is none; ``after`` is the word that follows."""
    known = core.lower()
    if known in PLAIN:
        return PLAIN[known]
    if known in TITLES and core[0].isupper() and (after[:1].isupper() or dotted):
        return TITLES[known]
    if not dotted:
        return None
    if known == "st":
        return "Saint" if after[:1].isupper() else "Street"
    if known in ("no", "nos") and after[:1].isdigit():
        return "number" if known == "no" else "numbers"
    return DOTTED.get(known) if core[0].isupper() or known not in ("mar", "sat", "sun") else None


def is_initials(core: str, after: str) -> bool:
    """``U.S``, ``Ph.D``, or the ``J`` of "J. Smith": the dot after it is part of it."""
    if re.fullmatch(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]", core):
        return True
    return re.fullmatch(r"[A-HJ-Z]", core) is not None and after[:1].isupper()


def ends_sentence(core: str, after: str) -> bool:
    """Whether the dot after an abbreviation is heard as a full stop too."""
    return not after or (core.lower() in ENDING and after[:1].isupper())
