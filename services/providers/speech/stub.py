"""A synthesizer that hums: one tone a word, each as long as the word is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from services.domain import Sound, Speech, Timed, Voice
from services.providers.stub_stream import StubStream
from services.settings import Settings

RATE_HZ = 24_000
LETTER_MS = 60
PITCH_HZ = 220


class StubSpeech:
    name = "stub"
    model = ""

    @classmethod
    def from_settings(cls, settings: Settings) -> StubSpeech:
        return cls()

    def voices(self) -> Sequence[Voice]:
        return (Voice("stub/hum", "Hum"),)

    def speak(self, text: str, voice: Voice) -> StubStream[Speech]:
        return StubStream(_hum(text))


def _hum(text: str) -> Iterator[Speech]:
    words: list[Timed] = []
    end_ms = 0
    for word in text.split():
        start_ms, end_ms = end_ms, end_ms + LETTER_MS * len(word)
        words.append(Timed(start_ms, end_ms, word))
    if words:
        time_s = np.arange(end_ms * RATE_HZ // 1000, dtype=np.float32) / RATE_HZ
        tone = 0.3 * np.sin(2 * np.pi * PITCH_HZ * time_s).astype(np.float32)
        yield Speech(" ".join(text.split()), Sound.from_samples(tone, RATE_HZ), words=tuple(words))
