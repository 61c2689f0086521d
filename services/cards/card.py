"""What a companion is, apart from the person who made it."""

from __future__ import annotations

from dataclasses import dataclass

from services.errors import BadInput

NAME_CHARS = 40
DESCRIPTION_CHARS = 1200
"""A chat model of this size follows no more than that, and reads it in two seconds."""
BOUNDARIES_CHARS = 400
GREETING_CHARS = 300
SLOWEST, FASTEST = 0.7, 1.3


class NoCompanion(BadInput):
    """That file holds no companion."""

    code = "no_companion"


@dataclass(frozen=True, slots=True)
class Card:
    """A companion to be; texts are within the limits above."""

    name: str
    persona: str = ""
    """By id; empty for the default one."""
    description: str = ""
    boundaries: str = ""
    greeting: str = ""
    voice: str = ""
    """By id; empty for the default one."""
    language: str = "en"
    pace: float = 1.0
    face: str = ""
    """The drawn face it wears, by the id of the companion who is drawn so; empty for none."""


@dataclass(frozen=True, slots=True)
class ImportedCard:
    """What a file held."""

    card: Card
    picture: bytes = b""
    """Undecoded, from a stranger; empty when there is none."""
    notes: tuple[str, ...] = ()
    """What the person should know was left out or changed."""
