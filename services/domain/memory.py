"""What is remembered of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RecollectionKind(StrEnum):
    """What a recollection is about."""

    NAME = "name"
    PEOPLE = "people"
    PETS = "pets"
    HOME = "home"
    WORK = "work"
    TASTES = "tastes"
    HEALTH = "health"
    DATES = "dates"
    PLANS = "plans"
    LIFE = "life"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a recollection comes from."""

    call_id: str
    turn: int
    said_at: datetime
    quote: str
    """The person's words, as heard."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a person told of themselves."""

    kind: RecollectionKind
    text: str
    """To the person: ``You live in Lisbon.``"""
    topic: str
    """Of two things with the same topic the later holds: ``home``, ``taste:coriander``."""
    receipts: tuple[Receipt, ...]
    """Oldest first."""
    replaces: int = 0
    """The recollection that does not hold any more since; 0 for none."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """One thing that is remembered of a person."""

    id: int
    kind: RecollectionKind
    text: str
    topic: str
    state: str
    """``new`` until the person keeps it, then ``kept``; ``past`` when it does not hold any more."""
    pinned: bool
    companion_id: str
    """Who alone may know it; empty for everyone that the person calls."""
    receipts: tuple[Receipt, ...]
    """Oldest first."""
    updated_at: datetime
    replaced_by: int = 0


@dataclass(frozen=True, slots=True)
class Learned:
    """What one call changes in what is remembered."""

    told: tuple[Told, ...] = ()
    confirmed: tuple[tuple[int, Receipt], ...] = ()
    """Recollections that were told again."""
    ended: tuple[tuple[int, Receipt], ...] = ()
    """Those that do not hold any more."""
    forgotten: tuple[int, ...] = ()
    """Those that the person wants out of the world."""
