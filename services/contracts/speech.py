"""From words to sound, and when each word sounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.contracts.streams import Stream
from services.domain import Sound, Speech, Voice


class Synthesizer(Protocol):
    """Turns words into sound."""

    @property
    def name(self) -> str: ...

    def voices(self) -> Sequence[Voice]:
        """What there is to choose from; the first is the default."""
        ...

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        """``text`` in pieces that follow each other without a gap.

        Joined by spaces, their texts are ``text`` with its white space collapsed.
        """
        ...


class SpeechVendor(Synthesizer, Protocol):
    """A synthesizer whose use is counted."""

    @property
    def model(self) -> str:
        """As the vendor calls it; empty where there is only one."""
        ...


class Aligner(Protocol):
    """Finds out when each word of a recording is said."""

    name: str

    def align(self, text: str, sound: Sound) -> Speech:
        """The sound, unchanged, with the phonemes and words of ``text`` that it says.

        Text without anything to pronounce gives words that take no time.
        """
        ...
