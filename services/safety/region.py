"""The country that a person is in, as far as their browser tells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def region_of(time_zone: str, language: str) -> str:
    """ISO 3166 code by the time zone (``Europe/Paris``), else by the language tag (``en-GB``).

    Empty where neither tells.
    """
    if country := _countries().get(time_zone):
        return country
    parts = language.replace("_", "-").split("-")[1:]
    return next((part.upper() for part in parts if len(part) == 2 and part.isalpha()), "")


@cache
def _countries() -> Mapping[str, str]:
    """By time zone. Source: ``zone.tab`` of https://www.iana.org/time-zones"""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {row[2]: row[0] for row in rows}
