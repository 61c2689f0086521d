"""Voices that a synthesizer can speak with."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class VoiceKind(StrEnum):
    """Where a voice comes from."""

    STOCK = "stock"
    CLONE = "clone"
    """Copied from a person's, with their consent."""
    MATCH = "match"
    """Mixed to sound like a person's, with their consent: close, but no copy."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that a synthesizer can speak with."""

    id: str
    """``family/name``, e.g. ``hibari/heart``: unique over all providers."""
    label: str
    language: str = "en"
    pace: float = 1.0
    """How fast it speaks: 1 is as the voice has it, 0.8 slower, 1.2 faster."""
    style: bytes = field(default=b"", repr=False)
    """Of a voice ``matched/...``: what matching found, so that any engine can speak with it."""
    kind: VoiceKind = VoiceKind.STOCK


@dataclass(frozen=True, slots=True)
class Matching:
    """How far the search for a voice like a person's own has come."""

    done: float
    """0 to 1; at 1 the search is over."""
    left_s: float
    """About how long it will still take, at the pace so far."""
    similarity: float
    """Of the best voice yet to the person's own: 0.67 and more is taken for the same person."""
    nearest: float
    """The same of the ready-made voice that is most like it."""
    style: bytes = field(default=b"", repr=False)
    """For `Voice.style`, about 1.2 KB; only there when the search is over."""
