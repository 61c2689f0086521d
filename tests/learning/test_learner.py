"""Calls that are over are learned from, in the background and in order."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from services.domain import Learned, Message, Recollection
from services.errors import ProviderUnavailable, StorageError
from services.learning.learn import TranscriptLine
from services.learning.learner import Learner
from services.providers.stub_stream import StubStream
from tests.engine.hosted import Waiting
from tests.learning.test_learn import lines_of
from tests.support.patience import hang_s, wait_until


class Notes:
    """A memory that only keeps what it is told."""

    def __init__(self) -> None:
        self.learned: list[Learned] = []
        self.broken = False

    def known(self, person_id: str) -> Sequence[Recollection]:
        return ()

    def recall(self, person_id: str, companion_id: str, words: str) -> Sequence[Recollection]:
        return ()

    def remember(self, person_id: str, learned: Learned) -> None:
        if self.broken:
            raise StorageError("the disk is full")
        self.learned.append(learned)

    @property
    def texts(self) -> list[str]:
        return [told.text for learned in self.learned for told in learned.told]


class Reader:
    """A model that finds one fact, or fails."""

    def __init__(self, quote: str = "") -> None:
        self.quote = quote
        self.asked = 0

    def filled_in(
        self, messages: Sequence[Message], form: Mapping[str, Any], *, max_tokens: int
    ) -> StubStream[str]:
        self.asked += 1
        return StubStream(self._write())

    def _write(self) -> Iterator[str]:
        if not self.quote:
            raise ProviderUnavailable("away")
        fact = {"quote": self.quote, "fact": self.quote, "kind": "life", "replaces": 0}
        yield json.dumps({"facts": [fact], "over": []})


CALLS = {
    "call-1": lines_of("call-1", "I live in Lisbon.", "I always wanted to see the north."),
    "call-2": lines_of("call-2", "I play the cello."),
    "off": [],
}


def transcript(person_id: str, call_id: str) -> Sequence[TranscriptLine]:
    return CALLS[call_id]


@pytest.fixture
def notes() -> Notes:
    return Notes()


def wait_for(learner: Learner, *calls: str) -> None:
    wait_until(lambda: not any(learner.learning(call) for call in calls))


def test_rules_first_then_the_first_model_that_answers(notes: Notes) -> None:
    readers = [Reader(), Reader("I always wanted to see the north"), Reader("I live in Lisbon")]
    learner = Learner(notes, transcript, readers, free=lambda: True)
    learner.call_over("person", "call-1")
    wait_for(learner, "call-1")
    assert notes.texts == ["You live in Lisbon.", "You always wanted to see the north."]
    assert [reader.asked for reader in readers] == [1, 1, 0]


def test_the_rules_do_not_wait_for_a_busy_model(notes: Notes) -> None:
    free = threading.Event()
    reader = Reader("I always wanted to see the north")
    learner = Learner(notes, transcript, [reader], free=free.is_set)
    learner.call_over("person", "call-1")
    wait_until(lambda: bool(notes.learned))
    assert (notes.texts, reader.asked) == (["You live in Lisbon."], 0)
    assert learner.learning("call-1")
    free.set()
    wait_for(learner, "call-1")
    assert len(notes.texts) == 2


def test_a_model_that_reads_gives_way_to_a_call(notes: Notes) -> None:
    class Hanging(Reader):
        """Writes nothing until it is closed, the first time."""

        def filled_in(self, *asked: Any, **more: Any) -> Any:
            reading.set()
            return super().filled_in(*asked, **more) if self.asked else self._hang()

        def _hang(self) -> Any:
            self.asked += 1
            return hung

    hung, reading, free = Waiting(), threading.Event(), threading.Event()
    free.set()
    reader = Hanging("I always wanted to see the north")
    learner = Learner(notes, transcript, [reader], free=free.is_set)
    learner.call_over("person", "call-1")
    assert reading.wait(hang_s())
    free.clear()
    assert hung.closed.wait(hang_s())
    assert learner.learning("call-1")
    free.set()
    wait_for(learner, "call-1")
    assert (reader.asked, len(notes.texts)) == (2, 2)


def test_nothing_is_learned_where_nothing_was_kept(notes: Notes) -> None:
    reader = Reader("I live in Lisbon")
    learner = Learner(notes, transcript, [reader], free=lambda: True)
    learner.call_over("person", "off")
    wait_for(learner, "off")
    assert (notes.learned, reader.asked) == ([], 0)


def test_a_call_that_fails_does_not_hold_up_the_next(notes: Notes) -> None:
    learner = Learner(notes, transcript, [], free=lambda: True)
    notes.broken = True
    learner.call_over("person", "call-1")
    wait_for(learner, "call-1")
    notes.broken = False
    learner.call_over("person", "call-2")
    wait_for(learner, "call-2")
    assert notes.texts == ["You play the cello."]
