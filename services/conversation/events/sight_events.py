"""Events of the camera: facts noticed, closer looks asked for, pictures passed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.conversation.events.event import CallEvent
from services.domain import Fact


@dataclass(frozen=True, slots=True)
class Noticed(CallEvent):
    event: ClassVar[str] = "noticed"
    taken_ms: int
    """Of the frame in which it was noticed; 0 when the eyes were closed."""
    facts: tuple[Fact, ...]
    """All that holds now."""


@dataclass(frozen=True, slots=True)
class LookCloser(CallEvent):
    event: ClassVar[str] = "look_closer"
    reason: str
    frames: int
    interval_ms: int


@dataclass(frozen=True, slots=True)
class PictureSent(CallEvent):
    event: ClassVar[str] = "picture_sent"
    turn: int
    taken_ms: int
    to: str
    """The chat model that got it."""
