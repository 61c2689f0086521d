"""The events that a call sends, one class each. See docs/protocol.md for their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from services.domain import Fact, Job, Scene, Timed
from services.errors import CompanionError, ProviderError


class CallEvent:
    """An event on its way to the browser."""

    event: ClassVar[str]

    def payload(self) -> dict[str, Any]:
        return asdict(self)  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True, slots=True)
class CallState(CallEvent):
    event: ClassVar[str] = "call_state"
    state: str
    """``listening``, ``hearing``, ``thinking``, ``speaking`` or ``ended``."""
    turn: int
    reason: str = ""
    """Why the call ended."""


@dataclass(frozen=True, slots=True)
class UserSaid(CallEvent):
    event: ClassVar[str] = "transcript"
    turn: int
    text: str
    final: bool
    speaker: str = "user"


@dataclass(frozen=True, slots=True)
class AiSpeech(CallEvent):
    event: ClassVar[str] = "ai_speech"
    turn: int
    segment: int
    scene: Scene = field(repr=False)
    readable: bool = True
    """Whether the browser may read aloud what has no voice."""

    def payload(self) -> dict[str, Any]:
        speech = self.scene.speech
        return {
            "turn": self.turn,
            "segment": self.segment,
            "text": speech.text,
            "emotion": self.scene.emotion.value,
            "rate_hz": speech.sound.rate_hz,
            "audio": speech.sound.pcm,
            "duration_ms": round(speech.sound.duration_ms),
            "visemes": [[v.start_ms, v.end_ms, v.id, v.weight] for v in self.scene.visemes],
            "words": [_row(word) for word in speech.words],
            "spoken_by": self._speaker,
        }

    @property
    def _speaker(self) -> str:
        if self.scene.speech.voiced:
            return "server"
        return "browser" if self.readable else "nobody"


@dataclass(frozen=True, slots=True)
class AiResponse(CallEvent):
    event: ClassVar[str] = "ai_response"
    turn: int
    text: str
    heard_text: str
    emotion: str
    providers: Mapping[str, str]
    timings_ms: Mapping[str, int]
    interrupted: bool
    usage: Mapping[str, Any] = field(default_factory=dict)
    """Of the call so far, as `Spending.bill` has it."""


@dataclass(frozen=True, slots=True)
class AiCancelled(CallEvent):
    event: ClassVar[str] = "ai_cancelled"
    turn: int
    heard_text: str


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
class ClipFound(CallEvent):
    event: ClassVar[str] = "clip"
    turn: int
    segment: int
    url: str


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


def _row(timed: Timed) -> list[int | str]:
    return [timed.start_ms, timed.end_ms, timed.text]
