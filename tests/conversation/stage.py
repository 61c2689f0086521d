"""A call without sound, network or models: what the ear would tell is told by the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.contracts import (
    CareJudge,
    ChatModel,
    ChosenProviders,
    Observer,
    Providers,
    Synthesizer,
)
from services.conversation.call import Call
from services.conversation.events import AiSpeech, CallEvent
from services.conversation.options import CallOptions
from services.conversation.thinking.recall import Recall
from services.domain import Companion, Message, Person, Persona, Voice
from services.errors import ProviderError
from services.providers.chat.fallback import ChatLink, FallbackChat
from services.providers.failover.health import ProviderHealth
from services.providers.speech.stub import StubSpeech
from services.providers.stub_stream import StubStream
from services.providers.transcription.stub import StubTranscriber
from services.providers.turn_end.stub import StubTurnEnd
from services.providers.vision.stub import StubObserver
from services.providers.voice_activity.stub import StubVoiceActivity
from services.safety.phrases import PhraseJudge
from tests.support.patience import hang_s

PATIENCE_S = hang_s(30)


class ScriptedChat:
    """Says the next line of its script; keeps the prompts it was given."""

    name = "scripted"
    sees = False
    context_tokens = 4096

    def __init__(self, *lines: str | ProviderError) -> None:
        self.lines = list(lines)
        self.prompts: list[list[Message]] = []
        self._asked = threading.Semaphore(0)
        self.go_on = threading.Event()
        """Cleared, the reply stops before its next word until it is set."""
        self.go_on.set()
        self.written = threading.Event()
        """A line was said to its end."""

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> StubStream[str]:
        self.prompts.append(list(messages))
        self._asked.release()
        return StubStream(self._say(self.lines.pop(0)))

    def warm(self, messages: Sequence[Message]) -> None:
        pass

    def next_prompt(self) -> list[Message]:
        """The prompt after the last that was taken from here, past or to come."""
        assert self._asked.acquire(timeout=hang_s())
        return self.prompts[-1]

    def _say(self, line: str | ProviderError) -> Iterator[str]:
        if isinstance(line, ProviderError):
            raise line
        for word in line.split():
            self.go_on.wait(hang_s())
            yield f"{word} "
        self.written.set()


def chained(*models: ChatModel) -> FallbackChat:
    """These as one, as the app would have them."""
    return FallbackChat(
        [
            ChatLink(model, ProviderHealth("chat", model.name), PATIENCE_S, sees=model.sees)
            for model in models
        ]
    )


class ListJournal:
    """Keeps entries in memory, as they come."""

    def __init__(self) -> None:
        self.user: dict[int, str] = {}
        self.companion: dict[int, dict[str, Any]] = {}
        self.ended = ""

    def call_started(self, call_id: str, person_id: str, companion_id: str) -> None:
        pass

    def user_said(self, call_id: str, turn: int, text: str, source: str) -> None:
        self.user[turn] = text

    def companion_said(
        self, call_id: str, turn: int, *, timings_ms: Mapping[str, int], **entry: Any
    ) -> None:
        self.companion[turn] = entry

    def call_ended(self, call_id: str, reason: str, usage: Mapping[str, Any] | None = None) -> None:
        self.ended = reason
        self.usage = usage

    def recent_messages(
        self, person_id: str, companion_id: str, *, limit: int
    ) -> Sequence[Message]:
        return ()


class OneCrew:
    """A lineup in which everyone does everything."""

    def __init__(self, providers: Providers) -> None:
        self._providers = providers

    def crew(self, choice: str) -> ChosenProviders:
        return ChosenProviders(choice, self._providers, {})

    def put(self, **providers: Any) -> None:
        """Others from the next `Call.choose` on."""
        self._providers = replace(self._providers, **providers)


@dataclass
class Stage:
    """The call, its script, and all that was sent."""

    chat: ScriptedChat
    observer: Observer = field(default_factory=StubObserver)
    journal: ListJournal = field(default_factory=ListJournal)
    sent: list[CallEvent] = field(default_factory=list)
    recall: Recall | None = None
    synthesizer: Synthesizer = field(default_factory=StubSpeech)
    care: CareJudge = field(default_factory=PhraseJudge)
    person: Person = field(default_factory=lambda: Person("person"))
    echo_ms: int = 0
    plays: bool = False
    """Whether all speech is heard as soon as it comes."""

    def __post_init__(self) -> None:
        self._arrived = threading.Condition()
        self.chooser = OneCrew(
            Providers(
                chained(self.chat),
                StubTranscriber(),
                StubTurnEnd(),
                self.synthesizer,
                self.observer,
                self.care,
                StubVoiceActivity,
            )
        )
        self.call = Call(
            "call",
            self.person,
            Companion(
                "ada",
                "Ada",
                Persona("You are Ada."),
                Voice("stub/hum", "Hum"),
                greeting="Hello there my friend.",
            ),
            self.chooser,
            self.journal,
            CallOptions(echo_ms=self.echo_ms),
            recall=self.recall,
        )
        self.call.attach("first", self.receive)

    def receive(self, said: CallEvent) -> None:
        with self._arrived:
            self.sent.append(said)
            self._arrived.notify_all()
        if self.plays and isinstance(said, AiSpeech):
            self.play(said.turn, said.segment)

    def hear(self, words: str, *partials: str) -> None:
        """The person says this, and has finished for sure."""
        self.begin_to_hear(*partials)
        self.call.utterances.maybe_finished(words, time.monotonic())
        self.call.utterances.finished()

    def begin_to_hear(self, *partials: str) -> None:
        self.call.utterances.speech_started()
        for partial in partials:
            self.call.utterances.partly_heard(partial)

    def of(self, event: str) -> list[dict[str, Any]]:
        return [said.payload() for said in self.sent if said.event == event]

    def wait_for(
        self, event: str, matches: Callable[[dict[str, Any]], bool] = lambda payload: True
    ) -> dict[str, Any]:
        """The first event like that, past or to come."""

        def found() -> dict[str, Any] | None:
            return next(filter(matches, self.of(event)), None)

        with self._arrived:
            payload = self._arrived.wait_for(found, hang_s())
        assert payload is not None, f"no {event} like that in {self.sent}"
        return payload

    def wait_for_response(self, turn: int) -> dict[str, Any]:
        return self.wait_for("ai_response", lambda payload: payload["turn"] == turn)

    def wait_for_speech(self, turn: int, segment: int = 0) -> dict[str, Any]:
        return self.wait_for(
            "ai_speech",
            lambda payload: (payload["turn"], payload["segment"]) == (turn, segment),
        )

    def play(self, turn: int, segment: int = 0, *, ms: int | None = None) -> None:
        """The browser played that segment, to its end or so far."""
        self.call.played(turn, segment, ms or 0, done=ms is None)
