"""Providers that say what they were used for: each is made of another.

What a vendor counts itself counts. Else it is what went in and came out: exact for characters and
for sound, and for tokens a guess.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from services.contracts import ChatVendor, SpeechVendor, Stream, TranscriptionVendor
from services.domain import Amount, Message, Model, Sound, Speech, Transcript, Usage, Voice
from services.errors import ProviderError
from services.usage import metering, vendor_counts

Item = TypeVar("Item")

CHARS_A_TOKEN = 4
PICTURE_TOKENS = 260
"""About what vendors take a camera frame for."""


class MeteredStream(Iterator[Item], Generic[Item]):
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
                with vendor_counts.told_to(self._told.append):
                    item = next(self._stream)
            except (StopIteration, ProviderError) as exc:
                self._failed = isinstance(exc, ProviderError)
                self._end()
                raise
            self._came.append(item)
            return item

    def close(self) -> None:
        with vendor_counts.told_to(self._told.append):
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
    def __init__(self, chat: ChatVendor) -> None:
        self.name = chat.name
        self.model = chat.model
        self._chat = chat

    @property
    def sees(self) -> bool:
        return self._chat.sees

    @property
    def context_tokens(self) -> int:
        return self._chat.context_tokens

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        note, used = metering.noting(), partial(Usage, "chat", self.name, self.model)
        return MeteredStream(
            self._chat.reply(messages, max_tokens=max_tokens),
            own_count=partial(_tokens, messages),
            settle=lambda amount: note(used(amount)),
        )

    def warm(self, messages: Sequence[Message]) -> None:
        self._chat.warm(messages)

    def models(self) -> Sequence[Model]:
        return self._chat.models()

    def with_model(self, name: str) -> MeteredChat:
        return MeteredChat(self._chat.with_model(name))


class MeteredTranscriber:
    def __init__(self, transcriber: TranscriptionVendor) -> None:
        self.name = transcriber.name
        self.model = transcriber.model
        self._transcriber = transcriber

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        note, used = metering.noting(), partial(Usage, "transcription", self.name, self.model)
        heard = _Heard()
        return MeteredStream(
            self._transcriber.transcribe(heard.passing(sounds), language=language),
            own_count=lambda transcripts: Amount(sound_s=heard.seconds),
            settle=lambda amount: note(used(amount)),
        )


class MeteredSynthesizer:
    def __init__(self, synthesizer: SpeechVendor) -> None:
        self.name = synthesizer.name
        self.model = synthesizer.model
        self._synthesizer = synthesizer

    def voices(self) -> Sequence[Voice]:
        return self._synthesizer.voices()

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        note, used = metering.noting(), partial(Usage, "speech", self.name, self.model)
        return MeteredStream(
            self._synthesizer.speak(text, voice),
            own_count=lambda speeches: Amount(
                characters=len(text), sound_s=sum(s.sound.duration_ms for s in speeches) / 1000
            ),
            settle=lambda amount: note(used(amount)),
        )


METERED: Mapping[str, Callable[[Any], Any]] = {
    "chat": MeteredChat,
    "transcription": MeteredTranscriber,
    "speech": MeteredSynthesizer,
}
"""By capability."""


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
