"""Providers that do as a test says: give something, fail, or fall silent."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from services.domain import Message, Sound, Speech, Transcript, Voice
from services.errors import ProviderError
from services.providers.chat.fallback import ChatLink, FallbackChat
from services.providers.failover.health import ProviderHealth
from services.providers.speech.fallback import FallbackSpeech, SpeechLink
from services.providers.transcription.fallback import FallbackTranscriber, TranscriptionLink
from tests.support.patience import hang_s

Item = TypeVar("Item")
SILENCE = object()
"""In a script: nothing comes until the stream is closed."""
PATIENCE_S = hang_s()
"""With which whoever has something to give is heard."""
PAUSE_S = hang_s(0.1)
"""Patience for whoever falls silent in the midst: a thread that has something gives it sooner."""
SHORT_S = 0.02
"""Patience for whoever gives nothing at all."""


class Scripted(Iterator[Item], Generic[Item]):
    def __init__(self, script: Iterable[object]) -> None:
        self._script = iter(script)
        self.closed = threading.Event()

    def __next__(self) -> Item:
        step = next(self._script)
        if step is SILENCE:
            assert self.closed.wait(hang_s(60))
        if self.closed.is_set():
            raise StopIteration
        if isinstance(step, ProviderError):
            raise step
        return step  # type: ignore[return-value]

    def close(self) -> None:
        self.closed.set()


class Author:
    """A chat model with a script for each time that it is asked; the last one again and again."""

    sees = False
    context_tokens = 4096

    def __init__(
        self, name: str, *scripts: Sequence[object], patience_s: float = PATIENCE_S
    ) -> None:
        self.name = name
        self.patience_s = patience_s
        self.scripts = list(scripts)
        self.asked: list[Sequence[Message]] = []
        self.streams: list[Scripted[str]] = []

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Scripted[str]:
        self.asked.append(messages)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        self.streams.append(Scripted(script))
        return self.streams[-1]

    def warm(self, messages: Sequence[Message]) -> None:
        self.asked.append(messages)


class Ear:
    """A transcriber that has heard all of the sound before its script goes on after ``END``."""

    END = object()

    def __init__(self, name: str, *script: object, patience_s: float = PATIENCE_S) -> None:
        self.name = name
        self.patience_s = patience_s
        self.script = script
        self.heard: list[bytes] = []

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Scripted[Transcript]:
        return Scripted(self._steps(sounds))

    def _steps(self, sounds: Iterable[Sound]) -> Iterator[object]:
        for step in self.script:
            if step is Ear.END:
                self.heard = [sound.pcm for sound in sounds]
            else:
                yield step


class Mouth:
    """A synthesizer that says a word at a time; after ``words`` of them comes ``trouble``."""

    def __init__(
        self,
        name: str,
        *,
        words: int | None = None,
        trouble: object = SILENCE,
        family: str = "",
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.name = name
        self.patience_s = patience_s
        self.words = words
        self.trouble = trouble
        self.family = family or name
        self.asked: list[tuple[str, str]] = []
        self.streams: list[Scripted[Speech]] = []

    def voices(self) -> Sequence[Voice]:
        return [Voice(f"{self.family}/de", "Anna", "de"), Voice(f"{self.family}/en", "Ann", "en")]

    def speak(self, text: str, voice: Voice) -> Scripted[Speech]:
        self.asked.append((text, voice.id))
        pieces: list[object] = [Speech(word, Sound(bytes(480), 24_000)) for word in text.split()]
        if self.words is not None:
            pieces[self.words :] = [self.trouble]
        self.streams.append(Scripted(pieces))
        return self.streams[-1]


class Notes:
    """A witness that writes down what it is told."""

    def __init__(self, *, keeps_voice: bool = False) -> None:
        self.keeps_voice = keeps_voice
        self.told: list[tuple[str, ...]] = []

    def did(self, capability: str, provider: str) -> None:
        self.told.append(("did", provider))

    def failed(self, capability: str, error: ProviderError) -> None:
        self.told.append(("failed", error.provider, error.code))

    def shown(self, provider: str) -> None:
        self.told.append(("shown", provider))

    def changed_voice(self, provider: str, voice: Voice) -> None:
        self.told.append(("voice", voice.id))


def chat_of(*models: Author, local: bool = False) -> FallbackChat:
    return FallbackChat(
        [
            ChatLink(model, ProviderHealth("chat", model.name), model.patience_s, local, model.sees)
            for model in models
        ]
    )


def ears_of(*ears: Ear, languages: Sequence[str] = ()) -> FallbackTranscriber:
    """The first of them understands only these languages."""
    return FallbackTranscriber(
        [
            TranscriptionLink(
                listening,
                ProviderHealth("transcription", listening.name),
                listening.patience_s,
                languages=() if index else tuple(languages),
            )
            for index, listening in enumerate(ears)
        ]
    )


def mouths_of(*mouths: Mouth) -> FallbackSpeech:
    return FallbackSpeech(
        [
            SpeechLink(
                mouth,
                ProviderHealth("speech", mouth.name),
                mouth.patience_s,
                families=(mouth.family,),
            )
            for mouth in mouths
        ]
    )


class Clock:
    """Goes when a test says so."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s
