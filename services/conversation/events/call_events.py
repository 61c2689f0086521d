"""Events of the call as a whole: its state, its model, notices, jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from services.conversation.events.event import CallEvent
from services.domain import Job
from services.errors import CompanionError, ProviderError


@dataclass(frozen=True, slots=True)
class CallState(CallEvent):
    event: ClassVar[str] = "call_state"
    state: str
    """``listening``, ``hearing``, ``thinking``, ``speaking`` or ``ended``."""
    turn: int
    reason: str = ""
    """Why the call ended."""


@dataclass(frozen=True, slots=True)
class ModelInUse(CallEvent):
    event: ClassVar[str] = "model_in_use"
    choice: str
    provider: str
    name: str
    """As the vendor calls it; empty where there is only one."""
    sees: bool


@dataclass(frozen=True, slots=True)
class Notice(CallEvent):
    event: ClassVar[str] = "notice"
    code: str
    message: str
    provider: str = ""
    retry_after_s: float | None = None

    @classmethod
    def of(cls, error: CompanionError) -> Notice:
        """What a person may know of an error."""
        return cls(
            error.code,
            error.message,
            provider=error.provider if isinstance(error, ProviderError) else "",
            retry_after_s=error.retry_after_s,
        )

    def payload(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class JobChanged(CallEvent):
    """Goes to all connections of the job's person, in a call or not."""

    event: ClassVar[str] = "job"
    job: str
    kind: str
    state: str
    progress: float
    message: str
    result: Mapping[str, Any] | None
    code: str

    @classmethod
    def of(cls, job: Job) -> JobChanged:
        return cls(
            job.id, job.kind, job.state.value, job.progress, job.message, job.result, job.code
        )

    def payload(self) -> dict[str, Any]:
        left_out = {"result": None, "code": ""}
        return {
            name: value
            for name, value in asdict(self).items()
            if name not in left_out or value != left_out[name]
        }
