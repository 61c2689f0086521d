"""Events of one turn: the words of both, the sound, the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from services.conversation.events.event import CallEvent
from services.domain import Scene, Timed


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
class ClipFound(CallEvent):
    event: ClassVar[str] = "clip"
    turn: int
    segment: int
    url: str


def _row(timed: Timed) -> list[int | str]:
    return [timed.start_ms, timed.end_ms, timed.text]
