"""Long work and what it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Clip:
    """A film of a portrait that speaks."""

    content: bytes = field(repr=False)
    content_type: str


@dataclass(frozen=True, slots=True)
class Filming:
    """How far a clip is, and at the end the clip."""

    share: float
    """0 to 1."""
    clip: Clip | None = None


class JobState(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """Work that outlasts the request that asked for it."""

    id: str
    person_id: str
    """Who may see it and cancel it."""
    kind: str
    created_at: datetime
    state: JobState = JobState.QUEUED
    progress: float = 0.0
    """0 to 1."""
    message: str = ""
    """For the person: what it is at, or why it failed."""
    code: str = ""
    """Of the error that it failed with."""
    result: Mapping[str, Any] | None = None
    """What it gave, as JSON can hold it."""
    worker: str = ""
    """The process that carries it out; empty for the web's own."""
