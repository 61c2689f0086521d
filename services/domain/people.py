"""People, companions, and what they say."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from services.domain.models import AutoModel
from services.domain.sound import Sound
from services.domain.vision import Picture
from services.domain.voices import Voice


@dataclass(frozen=True, slots=True)
class Persona:
    """Who the companion is to the chat model."""

    description: str
    examples: tuple[tuple[str, str], ...] = ()
    """(what a person says, what the companion answers, emotion tag first)."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Someone to call."""

    id: str
    name: str
    persona: Persona
    voice: Voice
    portrait_url: str = ""
    rig_url: str = ""
    """Empty for a portrait that stays still."""
    greeting: str = ""
    language: str = "en"


class PauseTolerance(StrEnum):
    """How long a pause may last before it ends a person's turn."""

    PATIENT = "patient"
    NORMAL = "normal"
    QUICK = "quick"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who calls."""

    id: str
    name: str = ""
    pause_tolerance: PauseTolerance = PauseTolerance.NORMAL
    remembers: bool = True
    """Whether calls may be learned from, and what was learned be used."""
    keeps_voice: bool = False
    """Whether captions without a voice are better than another voice."""
    model: str = AutoModel.AUTO
    """One of `AutoModel`, or the id of a `Model`."""
    keep_days: int | None = None
    """How long calls are kept; None: until they are deleted."""
    cost_cap_usd: float = math.inf
    """What one call may cost before it goes on offline."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a person said, spoken or written, at one go."""

    source: str
    """``voice``, ``browser`` or ``typed``."""
    text: str = ""
    """Known at once for ``browser`` and ``typed``."""
    sounds: tuple[Sound, ...] = field(default=(), repr=False)
    picture: Picture | None = None
