"""Providers that say what they were used for: each is made of another.

What a vendor counts itself counts. Else it is what went in and came out: exact for characters and
for sound, and for tokens a guess.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Generic, Protocol, TypeVar

from services.contracts import ChatVendor, Stream
from services.domain import Amount, Message, Sound, Speech, Transcript, Usage, Voice
from services.errors import ProviderError
from services.providers import counted

Item = TypeVar("Item")
Note = Callable[[Usage], None]

CHARS_A_TOKEN = 4
PICTURE_TOKENS = 260
"""About what vendors take a camera frame for."""


class TranscriberOf(Protocol):
    name: str
    model: str

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]: ...


class SynthesizerOf(Protocol):
    name: str
    model: str

    def voices(self) -> Sequence[Voice]: ...

    def speak(self, text: str, voice: Voice) -> Stream[Speech]: ...


class Account(Iterator[Item], Generic[Item]):
    """The same stream; ``settle`` is told its amount, once, when it is over.

    Nothing is told of what was never asked, or failed before anything came of it.
    """

    def __init__(
        self,
        stream: Stream[Item],
        *,
        own_count: Callable[[Sequence[Item]], Amount],
        settle: Callable[[Amount], None],
    ) -> None:
        self._stream = stream
        self._own_count = own_count
        self._settle = settle
        self._came: list[Item] = []
        self._told: list[Amount] = []
        self._asked = self._failed = self._settled = False
        self._reading = threading.Lock()

    def __next__(self) -> Item:
        with self._reading:
            self._asked = True
            try:
                with counted.told_to(self._told.append):
                    item = next(self._stream)
            except (StopIteration, ProviderError) as exc:
                self._failed = isinstance(exc, ProviderError)
                self._end()
                raise
            self._came.append(item)
            return item

    def close(self) -> None:
        with counted.told_to(self._told.append):
            self._stream.close()
        if self._reading.acquire(blocking=False):  # else its reader comes to the end just now
            try:
                self._end()
            finally:
                self._reading.release()

    def _end(self) -> None:
        if self._settled or not self._asked or (self._failed and not (self._told or self._came)):
            return
        self._settled = True
        told = sum(self._told, Amount())
        self._settle(told if self._told else self._own_count(self._came))


class MeteredChat:
    def __init__(self, chat: ChatVendor, note: Note) -> None:
        self.name = chat.name
        self._chat = chat
        self._note = note

    @property
    def sees(self) -> bool:
        return self._chat.sees

    @property
    def context_tokens(self) -> int:
        return self._chat.context_tokens

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        chat = self._chat
        return Account(
            chat.reply(messages, max_tokens=max_tokens),
            own_count=partial(_tokens, messages),
            settle=lambda amount: self._note(Usage("chat", chat.name, chat.model, amount)),
        )

    def warm(self, messages: Sequence[Message]) -> None:
        self._chat.warm(messages)


class MeteredTranscriber:
    def __init__(self, transcriber: TranscriberOf, note: Note) -> None:
        self.name = transcriber.name
        self._transcriber = transcriber
        self._note = note

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        by = self._transcriber
        heard = _Heard()
        return Account(
            by.transcribe(heard.passing(sounds), language=language),
            own_count=lambda transcripts: Amount(sound_s=heard.seconds),
            settle=lambda amount: self._note(Usage("transcription", by.name, by.model, amount)),
        )


class MeteredSynthesizer:
    def __init__(self, synthesizer: SynthesizerOf, note: Note) -> None:
        self.name = synthesizer.name
        self._synthesizer = synthesizer
        self._note = note

    def voices(self) -> Sequence[Voice]:
        return self._synthesizer.voices()

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        by = self._synthesizer
        return Account(
            by.speak(text, voice),
            own_count=lambda speeches: Amount(
                characters=len(text), sound_s=sum(s.sound.duration_ms for s in speeches) / 1000
            ),
            settle=lambda amount: self._note(Usage("speech", by.name, by.model, amount)),
        )


class _Heard:
    """How long the sounds were that passed."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def passing(self, sounds: Iterable[Sound]) -> Iterator[Sound]:
        for sound in sounds:
            self.seconds += sound.duration_ms / 1000
            yield sound


def _tokens(messages: Sequence[Message], pieces: Sequence[str]) -> Amount:
    asked = sum(len(message.text) for message in messages) // CHARS_A_TOKEN
    shown = PICTURE_TOKENS if any(message.picture for message in messages) else 0
    written = len("".join(pieces)) // CHARS_A_TOKEN
    return Amount(asked + shown, written, estimated=True)
