"""A transcriber that counts: one word for each 300 ms of sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.domain import Sound, Transcript
from services.providers.stub_stream import StubStream
from services.settings import Settings

WORD_MS = 300
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


class StubTranscriber:
    name = "stub"
    model = ""

    @classmethod
    def from_settings(cls, settings: Settings) -> StubTranscriber:
        return cls()

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> StubStream[Transcript]:
        return StubStream(self._transcripts(sounds))

    def _transcripts(self, sounds: Iterable[Sound]) -> Iterator[Transcript]:
        heard_ms, told = 0.0, ""
        for sound in sounds:
            heard_ms += sound.duration_ms
            if (text := _counted(heard_ms)) != told:
                told = text
                yield Transcript(text, final=False)
        yield Transcript(_counted(heard_ms), final=True)


def _counted(heard_ms: float) -> str:
    return " ".join(WORDS[number % len(WORDS)] for number in range(int(heard_ms / WORD_MS)))
