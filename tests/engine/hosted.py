"""Providers that misbehave on request, hosted by an engine process of the tests."""

from __future__ import annotations

import ctypes
import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from services.domain import Emotion, Message, Sound, Speech, Transcript, Voice
from services.errors import ConfigError, ProviderBusy
from services.providers.registry import Entry
from services.settings import Settings
from tests.support.patience import hang_s, wait_until

HERE = "tests.engine.hosted"


class Waiting:
    """A stream that gives one word and then waits to be closed."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self._given = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self._given:
            self.closed.wait()
            raise StopIteration
        self._given = True
        return "waiting"

    def close(self) -> None:
        self.closed.set()


class Chat:
    name = "odd"
    sees = True
    context_tokens = 4096
    open_streams = 0

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        return cls()

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[str] | Waiting:
        told = messages[-1].text
        return Waiting() if told == "wait" else getattr(self, f"_{told}")(messages, max_tokens)

    def warm(self, messages: Sequence[Message]) -> None:
        """What is warmed decides what happens."""
        getattr(self, f"_{messages[-1].text}")()

    def pid(self) -> int:
        return os.getpid()

    def streams(self) -> int:
        return type(self).open_streams

    def strange(self) -> object:
        return object()

    def large(self) -> bytes:
        return bytes(65 << 20)

    def echo(self, *values: object) -> object:
        return values

    def tell_when(self, there: str) -> str:
        """Takes until there is such a file."""
        wait_until(Path(there).exists)
        return "there"

    def nap(self, seconds: float) -> str:
        time.sleep(seconds)
        return "rested"

    def _count(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        yield from (f"{number} " for number in range(max_tokens))

    def _slow(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        type(self).open_streams += 1
        try:
            for number in itertools.count():
                yield f"{number} "
                time.sleep(0.02)
        finally:
            type(self).open_streams -= 1

    def _burn(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        until_s = time.monotonic() + max_tokens / 10
        while time.monotonic() < until_s:
            yield str(sum(number * number for number in range(30_000)))

    def _silent(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        time.sleep(hang_s(60))
        yield "too late"

    def _busy(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        yield "first"
        raise ProviderBusy("queue full", provider="odd", retry_after_s=2.5)

    def _broken(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        yield "first"
        raise ZeroDivisionError("a vendor's own trouble")

    def _print(self) -> None:
        sys.stdout.write("said on stdout\n")
        sys.stdout.flush()
        sys.stderr.write("WARNING said on stderr\n")

    def _hold(self) -> None:
        ctypes.PyDLL(None).sleep(int(hang_s(60)))  # PyDLL keeps the interpreter's lock

    def _stop(self) -> None:
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(hang_s(60))  # a thread may run on for a moment before the process stands still

    def _crash(self) -> None:
        os.abort()


class Ears:
    name = "odd"

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        return cls()

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Iterator[Transcript]:
        heard = 0
        for sound in sounds:
            heard += len(sound.pcm)
            yield Transcript(f"{language} {heard}", final=False)
        yield Transcript(f"{language} {heard}", final=True)

    def probability(self, sound: Sound, words: str) -> float:
        return len(words) / 10


class Mouth:
    name = "odd"

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        return cls()

    def voices(self) -> Sequence[Voice]:
        return [Voice("odd/one", "One")]

    def speak(self, text: str, voice: Voice) -> Iterator[Speech]:
        for word in text.split():
            yield Speech(f"{word} {voice.label} {Emotion.HAPPY}", Sound(bytes(48_000), 24_000))


class Unfinished:
    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        raise ConfigError("fetch the weights first")


class Wedged:
    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        time.sleep(hang_s(60))
        return cls()


ENTRIES = (
    Entry("chat", "odd", f"{HERE}:Chat", engine="odd"),
    Entry("transcription", "odd", f"{HERE}:Ears", engine="odd"),
    Entry("turn_end", "odd", f"{HERE}:Ears", engine="odd"),
    Entry("speech", "odd", f"{HERE}:Mouth", engine="odd"),
    Entry("vision", "odd", f"{HERE}:Unfinished", engine="odd"),
    Entry("chat", "odd", f"{HERE}:Wedged", engine="wedged"),
)
