"""The events that a call sends, one class each. See docs/protocol.md for their meaning."""

from services.conversation.events.call_events import CallState, JobChanged, ModelInUse, Notice
from services.conversation.events.event import CallEvent
from services.conversation.events.sight_events import LookCloser, Noticed, PictureSent
from services.conversation.events.turn_events import (
    AiCancelled,
    AiResponse,
    AiSpeech,
    ClipFound,
    UserSaid,
)

__all__ = [
    "AiCancelled",
    "AiResponse",
    "AiSpeech",
    "CallEvent",
    "CallState",
    "ClipFound",
    "JobChanged",
    "LookCloser",
    "ModelInUse",
    "Notice",
    "Noticed",
    "PictureSent",
    "UserSaid",
]
