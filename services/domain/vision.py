"""Pictures, and what is made out in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """One frame of the caller's camera or screen."""

    jpeg: bytes
    width_px: int
    height_px: int
    taken_ms: int
    source: str = "camera"


@dataclass(frozen=True, slots=True)
class Rig:
    """What a browser needs to move the face of a portrait."""

    json: bytes
    """As docs/rig.md says."""
    faces: int
    """In the portrait; the rig is for the largest."""


@dataclass(frozen=True, slots=True)
class Expression:
    """What a face seems to show."""

    name: str
    """``smile``, ``frown``, ``surprise``, ``mouth open`` or ``eyes closed``."""
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class FaceSeen:
    """A face in a picture; lengths are shares of the picture's width and height."""

    x: float
    """Of its middle, from the picture's left."""
    y: float
    height: float
    yaw_degrees: float
    """Turned to the person's own left."""
    pitch_degrees: float
    """Turned upwards."""
    expressions: tuple[Expression, ...] = ()
    """Surest first."""


@dataclass(frozen=True, slots=True)
class HandSeen:
    """A hand in a picture; lengths are shares of the picture's width and height."""

    gesture: str
    """``open`` (all fingers up), ``thumbs up``, or nothing that is known."""
    x: float
    """Of the tip of the middle finger, from the picture's left."""
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Sight:
    """All that an observer makes out in one picture."""

    source: str
    """``camera`` or ``screen``."""
    taken_ms: int
    width_px: int
    height_px: int
    light: str = "good"
    """``good``, ``dark``, ``backlit`` or ``covered``: then there is nothing to see."""
    faces: tuple[FaceSeen, ...] = ()
    """Largest first."""
    hands: tuple[HandSeen, ...] = ()
    pattern: bytes = b""
    """Of a screen: 16 by 9 greys."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was seen."""

    kind: str
    text: str
    """For the person themselves: ``you smile``."""
    at_ms: int
    """Since when, by the clock of the browser."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What is known about what the caller shows."""

    facts: tuple[Fact, ...] = ()
    """In order of ``at_ms``."""
    line: str = ""
    """The same in a line about the person, for the chat model."""
