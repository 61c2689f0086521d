"""What is said: emotions, timed words, mouth shapes, clauses and scenes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.domain.sound import Sound


class Emotion(StrEnum):
    """How the face and the voice feel about a reply."""

    NEUTRAL = "neutral"
    HAPPY = "happy"
    SAD = "sad"
    SURPRISED = "surprised"
    THOUGHTFUL = "thoughtful"
    CARING = "caring"
    AMUSED = "amused"


EMOTION_SIGNS = {
    Emotion.NEUTRAL: "::",
    Emotion.HAPPY: ":)",
    Emotion.SAD: ":(",
    Emotion.SURPRISED: ":o",
    Emotion.THOUGHTFUL: ":/",
    Emotion.CARING: "♥",
    Emotion.AMUSED: ":D",
}
"""How a chat model writes the emotion of a reply, before its first word."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A phoneme, character or word, and when it sounds (from the start of its speech)."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Viseme:
    """A mouth shape of the Oculus 15, and when it shows."""

    start_ms: int
    end_ms: int
    id: str
    weight: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard; a partial may still change, a final one will not."""

    text: str
    final: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A speakable piece of a reply."""

    text: str
    """As shown in captions: every character of the reply is in exactly one clause."""
    emotion: Emotion = Emotion.NEUTRAL


@dataclass(frozen=True, slots=True)
class Speech:
    """A clause, spoken."""

    text: str
    """As shown in captions."""
    sound: Sound
    phonemes: tuple[Timed, ...] = ()
    """IPA, one symbol each, ascending; empty when the vendor gives none."""
    words: tuple[Timed, ...] = ()
    """The words of ``text`` as written, ascending; joined by spaces they are ``text``."""
    characters: tuple[Timed, ...] = ()
    """Those of ``text`` with its white space, ascending; from vendors that time them."""
    voiced: bool = True
    """False for words that nobody could speak: their sound is silence, for as long as to read."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Speech with the emotion of its clause."""

    speech: Speech
    emotion: Emotion


@dataclass(frozen=True, slots=True)
class Scene:
    """Speech with a face."""

    speech: Speech
    visemes: tuple[Viseme, ...]
    emotion: Emotion
