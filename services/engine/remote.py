"""The web process's end of the engines: each contract, kept by a provider in another process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from services.contracts import Stream
from services.domain import (
    Matching,
    Message,
    Model,
    Picture,
    Rig,
    Sight,
    Sound,
    Speech,
    Transcript,
    Voice,
)
from services.engine.engine import Engine

START_S = 130.0
"""Longer than an engine may take to start."""
PROMPT_S = 90.0
"""A cold prompt of 4,096 tokens is read at about 110 a second, on two threads."""
TRANSCRIPT_S = 20.0
SPEECH_S = 20.0
ALIGNMENT_S = 4.0
"""Aligning takes 0.1 s; speech that waits for it longer is better said without times."""
JUDGEMENT_S = 3.0
ENCODING_S = 10.0
"""A sentence takes 0.02 s; those of a whole call are encoded at one go."""
EMBEDDING_S = 60.0
"""Embedding 15 s takes 0.2 s, after a start of some; while a voice is matched it waits its turn."""
MATCHING_S = 600.0
"""A step takes a second, unless the machine has something better to do."""
RIG_S = 30.0
"""A rig takes 0.1 s; the first one may have to wait for the engine."""
LOOK_S = 5.0
"""A look takes 0.02 s; a frame that had to wait longer shows what is long past."""


class Proxy:
    """A provider elsewhere."""

    capability = ""

    def __init__(self, engine: Engine, entry_name: str) -> None:
        self.name = entry_name
        self._engine = engine

    def _call(self, method: str, *args: Any, deadline_s: float, **kwargs: Any) -> Any:
        """What its method returns, or its attribute is; see `Engine.call`."""
        return self._engine.call(
            self.capability, method, *args, deadline_s=deadline_s, entry=self.name, **kwargs
        )

    def _stream(self, method: str, *args: Any, idle_s: float, **kwargs: Any) -> Stream[Any]:
        """What its method yields; see `Engine.stream`."""
        return self._engine.stream(
            self.capability, method, *args, idle_s=idle_s, entry=self.name, **kwargs
        )


class RemoteChat(Proxy):
    capability = "chat"
    model = ""

    @cached_property
    def sees(self) -> bool:
        return bool(self._call("sees", deadline_s=START_S))

    @cached_property
    def context_tokens(self) -> int:
        return int(self._call("context_tokens", deadline_s=START_S))

    def models(self) -> Sequence[Model]:
        """The one that is loaded."""
        model = self._call("model", deadline_s=START_S)
        return [Model(self.name, model, self.sees, self.context_tokens)]

    def with_model(self, name: str) -> RemoteChat:
        return self

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        return self._stream("reply", tuple(messages), max_tokens=max_tokens, idle_s=PROMPT_S)

    def filled_in(
        self, messages: Sequence[Message], form: Mapping[str, Any], *, max_tokens: int
    ) -> Stream[str]:
        return self._stream(
            "filled_in", tuple(messages), dict(form), max_tokens=max_tokens, idle_s=PROMPT_S
        )

    def warm(self, messages: Sequence[Message]) -> None:
        self._call("warm", tuple(messages), deadline_s=PROMPT_S)


class RemoteTranscriber(Proxy):
    capability = "transcription"
    model = ""

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        return self._stream("transcribe", sounds=sounds, language=language, idle_s=TRANSCRIPT_S)


class RemoteTurnEnd(Proxy):
    capability = "turn_end"

    def probability(self, sound: Sound, words: str) -> float:
        return float(self._call("probability", sound, words, deadline_s=JUDGEMENT_S))


class RemoteSynthesizer(Proxy):
    capability = "speech"
    model = ""

    @cached_property
    def _voices(self) -> Sequence[Voice]:
        return tuple(self._call("voices", deadline_s=START_S))

    def voices(self) -> Sequence[Voice]:
        return self._voices

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        return self._stream("speak", text, voice, idle_s=SPEECH_S)


class RemoteAligner(Proxy):
    capability = "alignment"

    def align(self, text: str, sound: Sound) -> Speech:
        speech: Speech = self._call("align", text, sound, deadline_s=ALIGNMENT_S)
        return speech


class RemoteSpeakerEncoder(Proxy):
    capability = "speakers"

    def embed(self, sound: Sound) -> bytes:
        return bytes(self._call("embed", sound, deadline_s=EMBEDDING_S))

    def similarity(self, first: Sound, second: Sound) -> float:
        return float(self._call("similarity", first, second, deadline_s=EMBEDDING_S))


class RemoteMatcher(Proxy):
    capability = "matching"

    def match(self, samples: Sequence[Sound]) -> Stream[Matching]:
        return self._stream("match", tuple(samples), idle_s=MATCHING_S)


class RemoteRigger(Proxy):
    capability = "portraits"

    def rig(self, jpeg: bytes) -> Rig:
        rig: Rig = self._call("rig", jpeg, deadline_s=RIG_S)
        return rig


class RemoteEncoder(Proxy):
    capability = "memory"

    def encode(self, texts: Sequence[str], *, asking: bool) -> Sequence[bytes]:
        vectors: Sequence[bytes] = self._call(
            "encode", tuple(texts), asking=asking, deadline_s=ENCODING_S
        )
        return vectors


class RemoteObserver(Proxy):
    capability = "vision"

    def look(self, picture: Picture) -> Sight:
        sight: Sight = self._call("look", picture, deadline_s=LOOK_S)
        return sight


PROXIES: dict[str, type[Proxy]] = {
    proxy.capability: proxy
    for proxy in (
        RemoteChat,
        RemoteTranscriber,
        RemoteTurnEnd,
        RemoteSynthesizer,
        RemoteAligner,
        RemoteSpeakerEncoder,
        RemoteMatcher,
        RemoteRigger,
        RemoteObserver,
        RemoteEncoder,
    )
}
