"""The same question to every provider of a capability."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from services.domain import EAR_RATE_HZ, Message, Sound, Voice

STREAMING = ("chat", "transcription", "speech")
HELLO = [Message("system", "Be kind."), Message("user", "Hi.")]
TENTH = Sound(bytes(2 * EAR_RATE_HZ // 10), EAR_RATE_HZ)
TEXT = "Hello there, my dear friend. It is good to see you so well on such a day."
STRANGE = Voice("hibari/heart", "Heart")
"""No vendor has it: they speak with one of their own."""


def ask(capability: str, provider: Any, sounds: Sequence[Sound] = (TENTH,) * 5) -> Iterator[Any]:
    """The stream of its answer; ``sounds`` are for a transcriber."""
    stream: Iterator[Any]
    if capability == "chat":
        stream = provider.reply(HELLO, max_tokens=20)
    elif capability == "speech":
        stream = provider.speak(TEXT, STRANGE)
    else:
        stream = provider.transcribe(sounds, language="en")
    return stream
