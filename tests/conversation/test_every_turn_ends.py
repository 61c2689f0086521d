"""A room of the corridor that breaks ends the turn with a notice, and the call goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from services.conversation.listening.live_transcription import LiveTranscription
from services.conversation.thinking.recall import Recall
from services.conversation.warming import Warming
from services.domain import Message, Sound, Speech, Timed, Voice
from services.errors import ProviderError, StorageError
from services.providers.speech.stub import StubSpeech
from services.providers.stub_stream import StubStream
from services.safety.phrases import PhraseJudge
from tests.conversation.stage import ListJournal, ScriptedChat, Stage, chained
from tests.support.patience import hang_s, wait_until


class Bug(Exception):
    """An error that nobody foresaw."""


class BrokenOnce:
    """Raises at the first call, and leaves the later ones to another."""

    def __init__(self, other: Callable[..., Any]) -> None:
        self._other = other
        self._broken = True

    def __call__(self, *args: Any, **more: Any) -> Any:
        if self._broken:
            self._broken = False
            raise Bug
        return self._other(*args, **more)


class BrokenMouth(StubSpeech):
    """Gives times, once, that no mouth can be drawn from."""

    def speak(self, text: str, voice: Voice) -> StubStream[Speech]:
        return self._mistimed(text) if self._broken else super().speak(text, voice)

    _broken = True

    def _mistimed(self, text: str) -> StubStream[Speech]:
        self._broken = False
        times: Any = (Timed(0, 0, "a"), None)
        return StubStream(iter([Speech(text, Sound(bytes(3200), 16_000), phonemes=times)]))


def breaking(it: Any, method: str) -> Any:
    """The same, whose method breaks once."""
    setattr(it, method, BrokenOnce(getattr(it, method)))
    return it


class BrokenJournal(ListJournal):
    def user_said(self, call_id: str, turn: int, text: str, source: str) -> None:
        if turn == 1:
            raise Bug
        super().user_said(call_id, turn, text, source)


ROOMS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "recall": lambda: {"recall": breaking(Recall(), "notes")},
    "attend": lambda: {"care": breaking(PhraseJudge(), "judge")},
    "speak": lambda: {"synthesizer": breaking(StubSpeech(), "speak")},
    "animate": lambda: {"synthesizer": BrokenMouth()},
    "remember": lambda: {"journal": BrokenJournal()},
}
LINES = ("happy: One two three.", "happy: Four five six.")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_that_breaks_costs_a_notice(room: str) -> None:
    stage = Stage(ScriptedChat(*LINES, *LINES), plays=True, **ROOMS[room]())
    stage.hear("Hello.")
    stage.wait_for_response(1)
    stage.hear("And now?")
    stage.wait_for_response(2)
    assert stage.wait_for_speech(2)
    stage.call.end("test over")
    assert stage.of("notice")


@pytest.mark.parametrize("before", [(), ("One two three. ",)])
def test_a_model_that_breaks_is_followed_by_the_next(before: Sequence[str]) -> None:
    class Broken(ScriptedChat):
        name = "broken"

        def _say(self, line: str | ProviderError) -> Iterator[str]:
            yield from before
            raise Bug

    stage = Stage(ScriptedChat(*LINES), plays=True)
    chat = chained(Broken("", "", ""), stage.chat)
    stage.chooser.put(chat=chat)
    stage.call.choose("auto")
    stage.hear("Hello.")
    response = stage.wait_for_response(1)
    stage.call.end("test over")
    assert response["heard_text"].endswith("One two three.")
    assert response["providers"]["chat"].endswith("scripted")
    assert stage.of("notice")[0]["provider"] == "broken"


def test_a_transcriber_that_breaks_is_told() -> None:
    told: list[ProviderError] = []
    over = threading.Event()

    def fail(_: LiveTranscription, error: ProviderError) -> None:
        told.append(error)
        over.set()

    class Broken:
        name = "broken"

        def transcribe(self, sounds: Iterable[Sound], *, language: str) -> StubStream[Any]:
            raise Bug

    LiveTranscription(Broken(), "en", (), tell=lambda *_: None, fail=fail)
    assert over.wait(hang_s())
    assert told[0].provider == "broken"


def test_a_journal_that_breaks_keeps_what_comes_later() -> None:
    journal = BrokenJournal()
    stage = Stage(ScriptedChat(*LINES), journal=journal, plays=True)
    for turn in (1, 2):
        stage.hear("Hello.")
        stage.wait_for_response(turn)
    stage.call.end("test over")
    assert journal.user == {2: "Hello."}
    assert stage.of("notice")[0]["code"] == StorageError.code
    assert journal.ended == "test over"


def test_reading_ahead_that_breaks_is_tried_again() -> None:
    read = threading.Event()

    class Model(ScriptedChat):
        def warm(self, messages: Sequence[Message]) -> None:
            read.set()

    class Context:
        def prompt_so_far(self, words: str, *, budget_tokens: int) -> list[Message]:
            return []

    model, context = Model(), breaking(Context(), "prompt_so_far")
    warming = Warming(lambda: model, lambda: context)
    wait_until(lambda: warming.warm("") or read.is_set())
