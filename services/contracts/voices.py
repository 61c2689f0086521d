"""Telling, copying and matching voices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.contracts.streams import Stream
from services.domain import Matching, Sound, Voice

SAME_SPEAKER = 0.67
"""The similarity at which different people are taken for one as often as one for two: 1.7 % of
pairs of three seconds."""


class VoiceCloner(Protocol):
    """Copies a person's voice."""

    name: str

    def clone(self, label: str, samples: Sequence[Sound]) -> Voice:
        """A new voice, of which the vendor keeps what it needs until it is forgotten."""
        ...

    def forget(self, voice: Voice) -> None:
        """Delete a voice at the vendor; one that is gone already is fine."""
        ...


class SpeakerEncoder(Protocol):
    """Tells people apart by their voices."""

    name: str

    def embed(self, sound: Sound) -> bytes:
        """How the one who speaks sounds: 256 float32 that make a vector of length 1.

        Raises `TooLittleSpeech` for less than a second and a half of speech.
        """
        ...

    def similarity(self, first: Sound, second: Sound) -> float:
        """Of those who speak, 0 to 1: from `SAME_SPEAKER` on, take them for the same person.

        Raises `TooLittleSpeech` as `embed` does.
        """
        ...


class VoiceMatcher(Protocol):
    """Mixes a voice for a synthesizer that is close to a person's own: a match, not a copy."""

    name: str

    def match(self, samples: Sequence[Sound]) -> Stream[Matching]:
        """How the search goes on, every second or so; the last item has the style.

        ``samples`` are of one person and together hold at least 15 s of speech, or the first item
        raises `TooLittleSpeech`. The search takes minutes of one core, gives way to everything else
        on the machine, and is the same for the same samples. Closing the stream ends it.
        """
        ...
