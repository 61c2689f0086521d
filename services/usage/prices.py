"""What vendors ask, as `prices.toml` has it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from services.domain import Usage

FILE = Path(__file__).with_name("prices.toml")
MILLION, THOUSAND, HOUR_S = 1_000_000, 1_000, 3_600


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """One row; in US dollars. What it does not name costs nothing."""

    capability: str
    provider: str
    source: str
    as_of: date
    """When the source was last known to say so."""
    models: str = "*"
    million_tokens_in: float = 0.0
    million_tokens_out: float = 0.0
    thousand_characters: float = 0.0
    hour: float = 0.0
    """Of sound."""
    free: bool = False
    about: bool = False
    """Whether the vendor bills something else than what is priced here."""

    def fits(self, usage: Usage) -> bool:
        return (
            fnmatchcase(usage.capability, self.capability)
            and fnmatchcase(usage.provider, self.provider)
            and fnmatchcase(usage.model, self.models)
        )

    def cost_usd(self, usage: Usage) -> float:
        amount = usage.amount
        return (
            amount.tokens_in * self.million_tokens_in / MILLION
            + amount.tokens_out * self.million_tokens_out / MILLION
            + amount.characters * self.thousand_characters / THOUSAND
            + amount.sound_s * self.hour / HOUR_S
        )


@dataclass(frozen=True, slots=True)
class Prices:
    """All of them, the first that fits counting."""

    rows: Sequence[Price]

    def of(self, usage: Usage) -> Price | None:
        """None when nothing is known about that model."""
        return next((row for row in self.rows if row.fits(usage)), None)


@cache
def known() -> Prices:
    """Those of the file beside this one."""
    return Prices([Price(**row) for row in tomllib.loads(FILE.read_text())["price"]])
