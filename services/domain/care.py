"""Words that call for care."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Concern(StrEnum):
    """Something a person says that calls for care."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    EMERGENCY = "emergency"
    VIOLENCE = "violence"
    EATING_DISORDER = "eating_disorder"


class Request(StrEnum):
    """Something beyond what a companion can do, of which a small model has to be reminded."""

    TO_BE_SEEN = "asks_to_be_seen"
    FOR_DEED = "asks_for_deed"
    WHAT_IT_IS = "asks_what_it_is"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What some words call for."""

    concern: Concern | None = None
    sure: bool = True
    """False where a question is safer than either answer."""
    request: Request | None = None
