"""From microphone sound to words and turns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from services.contracts.streams import Stream
from services.domain import EAR_RATE_HZ, Sound, Transcript

EAR_FRAME_SAMPLES = 512
"""What voice activity takes at a time: 32 ms at `EAR_RATE_HZ`."""

EAR_FRAME_MS = EAR_FRAME_SAMPLES * 1000 // EAR_RATE_HZ


class Transcriber(Protocol):
    """Turns sound into words."""

    @property
    def name(self) -> str: ...

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        """Partials while ``sounds`` goes on, then exactly one final transcript.

        ``sounds`` may block between items: it is read from a thread of the provider's own.
        Sound that holds no words gives a final transcript with empty text.
        """
        ...


class TranscriptionVendor(Transcriber, Protocol):
    """A transcriber whose use is counted."""

    @property
    def model(self) -> str:
        """As the vendor calls it; empty where there is only one."""
        ...


class TurnEnd(Protocol):
    """Judges whether a person has finished."""

    name: str

    def probability(self, sound: Sound, words: str) -> float:
        """0 to 1 that nothing more will come after this utterance (``words`` may be empty)."""
        ...


class VoiceActivity(Protocol):
    """Tells speech from anything else. One instance a call: it remembers."""

    name: str

    def probability(self, frame: bytes) -> float:
        """0 to 1 for `EAR_FRAME_SAMPLES` of PCM16LE; takes well under a millisecond."""
        ...

    def close(self) -> None:
        """The call is over, and it is not asked again."""
        ...
