"""What the function behind a kind of job is given, and what it promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.contracts import LipSyncer, Synthesizer, VoiceCloner, VoiceMatcher
from services.storage.blobs import Blobs
from services.storage.voices import Voices


@dataclass(frozen=True, slots=True)
class JobContext:
    """What jobs work with, in whichever process they are carried out."""

    blobs: Blobs
    voices: Voices
    synthesizer: Synthesizer
    matcher: VoiceMatcher | None
    """None when nobody could speak with what is matched, as the next"""
    cloner: VoiceCloner | None
    """when no vendor copies voices."""
    lip_syncer: LipSyncer | None = None
    """None when no vendor films portraits."""


class JobProgress(Protocol):
    def __call__(self, share: float, message: str = "") -> None:
        """Tell the person how far it is, 0 to 1; without a message, the last one stays.

        One write to the database: a few times a second at most, but every few seconds at least,
        for here a job that was cancelled ends. Raises `Cancelled`.
        """
        ...


class Cancelled(Exception):
    """The person wants it no more. Jobs let it pass, and clean up as for any other."""


class Work(Protocol):
    """A kind of job: a function of a module of this package, listed in ``kinds.py``.

    It runs in a thread of its own, in the web process or in a worker: it may wait, but heavy
    computing belongs into an engine.
    """

    def __call__(
        self, tools: JobContext, progress: JobProgress, /, *nothing: Any, **arguments: Any
    ) -> Mapping[str, Any]:
        """The result. Arguments and result are what JSON can hold; raises `CompanionError`."""
        ...
