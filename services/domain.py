"""The nouns of a call, as frozen values."""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

EAR_RATE_HZ = 16_000
"""Rate of all sound that comes from a microphone."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of mono sound."""

    pcm: bytes
    """PCM16LE."""
    rate_hz: int

    @property
    def duration_ms(self) -> float:
        return 500 * len(self.pcm) / self.rate_hz

    @property
    def samples(self) -> NDArray[np.float32]:
        """``(n,) float32 in [-1, 1)``."""
        return np.frombuffer(self.pcm, "<i2").astype(np.float32) / 32768

    @property
    def wav(self) -> bytes:
        """As a file."""
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(self.rate_hz)
            sound.writeframes(self.pcm)
        return file.getvalue()

    @classmethod
    def from_samples(cls, samples: NDArray[np.float32], rate_hz: int) -> Sound:
        """From ``(n,) float32``; values outside [-1, 1] are clipped."""
        scaled = (np.clip(samples, -1, 1) * 32767).astype("<i2")
        return cls(scaled.tobytes(), rate_hz)


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


class VoiceKind(StrEnum):
    """Where a voice comes from."""

    STOCK = "stock"
    CLONE = "clone"
    """Copied from a person's, with their consent."""
    MATCH = "match"
    """Mixed to sound like a person's, with their consent: close, but no copy."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that a synthesizer can speak with."""

    id: str
    """``family/name``, e.g. ``hibari/heart``: unique over all providers."""
    label: str
    language: str = "en"
    pace: float = 1.0
    """How fast it speaks: 1 is as the voice has it, 0.8 slower, 1.2 faster."""
    style: bytes = field(default=b"", repr=False)
    """Of a voice ``matched/...``: what matching found, so that any engine can speak with it."""
    kind: VoiceKind = VoiceKind.STOCK


@dataclass(frozen=True, slots=True)
class Matching:
    """How far the search for a voice like a person's own has come."""

    done: float
    """0 to 1; at 1 the search is over."""
    left_s: float
    """About how long it will still take, at the pace so far."""
    similarity: float
    """Of the best voice yet to the person's own: 0.67 and more is taken for the same person."""
    nearest: float
    """The same of the ready-made voice that is most like it."""
    style: bytes = field(default=b"", repr=False)
    """For `Voice.style`, about 1.2 KB; only there when the search is over."""


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


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a prompt."""

    role: str
    """``system``, ``user`` or ``assistant``."""
    text: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A chat model that a provider offers."""

    provider: str
    name: str
    """As the vendor calls it."""
    sees: bool
    """Whether it takes pictures."""
    context_tokens: int = 0
    """0 when the vendor does not say."""

    @property
    def id(self) -> str:
        """``provider/name``."""
        return f"{self.provider}/{self.name}"


class AutoModel(StrEnum):
    """What else than one model a person may choose."""

    AUTO = "auto"
    """As the server is set up."""
    FASTEST = "fastest"
    """Of those that see."""
    BEST = "best"
    OFFLINE = "offline"
    """Nothing leaves this machine."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much was asked of a provider, in the units that vendors bill."""

    tokens_in: int = 0
    tokens_out: int = 0
    characters: int = 0
    """Of text that was spoken."""
    sound_s: float = 0.0
    """Of sound that was transcribed, or made."""
    estimated: bool = False
    """Whether any of it was counted here and not by the vendor."""

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.characters + other.characters,
            self.sound_s + other.sound_s,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """What one provider was asked for."""

    capability: str
    """``chat``, ``transcription`` or ``speech``."""
    provider: str
    model: str
    """As the vendor calls it; empty where there is only one."""
    amount: Amount


class RecollectionKind(StrEnum):
    """What a recollection is about."""

    NAME = "name"
    PEOPLE = "people"
    PETS = "pets"
    HOME = "home"
    WORK = "work"
    TASTES = "tastes"
    HEALTH = "health"
    DATES = "dates"
    PLANS = "plans"
    LIFE = "life"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a recollection comes from."""

    call_id: str
    turn: int
    said_at: datetime
    quote: str
    """The person's words, as heard."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a person told of themselves."""

    kind: RecollectionKind
    text: str
    """To the person: ``You live in Lisbon.``"""
    topic: str
    """Of two things with the same topic the later holds: ``home``, ``taste:coriander``."""
    receipts: tuple[Receipt, ...]
    """Oldest first."""
    replaces: int = 0
    """The recollection that does not hold any more since; 0 for none."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """One thing that is remembered of a person."""

    id: int
    kind: RecollectionKind
    text: str
    topic: str
    state: str
    """``new`` until the person keeps it, then ``kept``; ``past`` when it does not hold any more."""
    pinned: bool
    companion_id: str
    """Who alone may know it; empty for everyone that the person calls."""
    receipts: tuple[Receipt, ...]
    """Oldest first."""
    updated_at: datetime
    replaced_by: int = 0


@dataclass(frozen=True, slots=True)
class Learned:
    """What one call changes in what is remembered."""

    told: tuple[Told, ...] = ()
    confirmed: tuple[tuple[int, Receipt], ...] = ()
    """Recollections that were told again."""
    ended: tuple[tuple[int, Receipt], ...] = ()
    """Those that do not hold any more."""
    forgotten: tuple[int, ...] = ()
    """Those that the person wants out of the world."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Who the companion is to the chat model."""

    description: str
    examples: tuple[tuple[str, str], ...] = ()
    """(what a person says, what the companion answers, emotion tag first)."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Someone to call."""

    id: str
    name: str
    persona: Persona
    voice: Voice
    portrait_url: str = ""
    rig_url: str = ""
    """Empty for a portrait that stays still."""
    greeting: str = ""
    language: str = "en"


class PauseTolerance(StrEnum):
    """How long a pause may last before it ends a person's turn."""

    PATIENT = "patient"
    NORMAL = "normal"
    QUICK = "quick"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who calls."""

    id: str
    name: str = ""
    pause_tolerance: PauseTolerance = PauseTolerance.NORMAL
    remembers: bool = True
    """Whether calls may be learned from, and what was learned be used."""
    keeps_voice: bool = False
    """Whether captions without a voice are better than another voice."""
    model: str = AutoModel.AUTO
    """One of `AutoModel`, or the id of a `Model`."""
    keep_days: int | None = None
    """How long calls are kept; None: until they are deleted."""
    cost_cap_usd: float = math.inf
    """What one call may cost before it goes on offline."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a person said, spoken or written, at one go."""

    source: str
    """``voice``, ``browser`` or ``typed``."""
    text: str = ""
    """Known at once for ``browser`` and ``typed``."""
    sounds: tuple[Sound, ...] = field(default=(), repr=False)
    picture: Picture | None = None


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


class Concern(StrEnum):
    """Something a person says that calls for care."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    EMERGENCY = "emergency"
    VIOLENCE = "violence"
    EATING_DISORDER = "eating_disorder"


class Request(StrEnum):
    """Something beyond what a companion can do, of which a small model has to be reminded."""

    TO_BE_SEEN = "asks_to_be_seen"
    FOR_DEED = "asks_for_deed"
    WHAT_IT_IS = "asks_what_it_is"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What some words call for."""

    concern: Concern | None = None
    sure: bool = True
    """False where a question is safer than either answer."""
    request: Request | None = None
