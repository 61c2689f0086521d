"""The ear tells the course of an utterance, in order, whatever its providers do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator

import pytest

from services.conversation.listening.listening import Listening, newest
from services.conversation.listening.segmenter import UtteranceSegmenter
from services.domain import PauseTolerance, Sound, Transcript
from services.errors import ProviderError, ProviderUnavailable
from services.providers.stub_stream import StubStream
from services.providers.transcription.stub import WORD_MS, StubTranscriber
from services.providers.turn_end.stub import StubTurnEnd
from services.providers.voice_activity.stub import StubVoiceActivity
from tests.sounds import silence, tone
from tests.support.patience import hang_s


class Notes:
    """A hearer that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._changed = threading.Condition()

    def note(self, line: str) -> None:
        with self._changed:
            self.told.append(line)
            self._changed.notify_all()

    def wait_for(self, line: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: line in self.told, hang_s()), self.told

    def speech_started(self) -> None:
        self.note("started")

    def partly_heard(self, text: str) -> None:
        self.note(f"partly {text}")

    def maybe_finished(self, text: str, ended_s: float) -> None:
        self.note(f"maybe {text}")

    def went_on(self) -> None:
        self.note("went on")

    def finished(self) -> None:
        self.note("finished")

    def could_not_hear(self, error: ProviderError) -> None:
        self.note(error.code)


class NoJudge(StubTurnEnd):
    def probability(self, sound: Sound, words: str) -> float:
        raise ProviderUnavailable("gone")


class Deaf(StubTranscriber):
    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> StubStream[Transcript]:
        def fail() -> Iterator[Transcript]:
            raise ProviderUnavailable("gone")
            yield

        return StubStream(fail())


class Slow(StubTranscriber):
    """Completes its words when it may."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()

    def _transcripts(self, sounds: Iterable[Sound]) -> Iterator[Transcript]:
        for transcript in super()._transcripts(sounds):
            if transcript.final:
                self.may_answer.wait(hang_s())
            yield transcript


@pytest.fixture
def notes() -> Notes:
    return Notes()


def an_ear(
    notes: Notes,
    transcriber: StubTranscriber | None = None,
    judge: StubTurnEnd | None = None,
) -> Listening:
    return Listening(
        UtteranceSegmenter(StubVoiceActivity(), PauseTolerance.NORMAL),
        transcriber or StubTranscriber(),
        judge or StubTurnEnd(),
        language="en",
        hearer=notes,
    )


def test_an_utterance_from_start_to_end(notes: Notes) -> None:
    listening = an_ear(notes)
    listening.push(tone(1000).pcm)
    listening.push(silence(200).pcm)
    notes.wait_for("maybe one two three")
    listening.push(silence(200).pcm)
    notes.wait_for("finished")
    assert notes.told[0] == "started"
    assert notes.told[-2:] == ["maybe one two three", "finished"]


def test_after_a_pause_all_of_it_is_heard_again(notes: Notes) -> None:
    listening = an_ear(notes, judge=NoJudge())
    listening.push(tone(700).pcm)
    listening.push(silence(200).pcm)
    notes.wait_for("maybe one two")
    listening.push(tone(600).pcm)
    notes.wait_for("went on")
    listening.push(silence(600).pcm)
    notes.wait_for("finished")
    assert notes.told[-2:] == ["maybe one two three four five", "finished"]


def test_words_that_come_late_are_certain_at_once(notes: Notes) -> None:
    listening = an_ear(notes)
    listening.push(tone(1000).pcm + silence(2000).pcm)
    notes.wait_for("finished")
    assert notes.told[-2:] == ["maybe one two three", "finished"]


def test_words_that_are_not_there_yet_when_one_speaks_again_are_heard_again(notes: Notes) -> None:
    slow = Slow()
    listening = an_ear(notes, slow)
    for _ in range(2):
        listening.push(tone(1000).pcm + silence(2000).pcm)
    listening.push(tone(300).pcm + silence(200).pcm)
    listening.push(tone(300).pcm + silence(200).pcm)
    slow.may_answer.set()
    listening.push(silence(2000).pcm)
    notes.wait_for("finished")
    maybe = notes.told[-2]
    assert len(maybe.split()[1:]) >= 2600 // WORD_MS

    listening.push(tone(1000).pcm + silence(2000).pcm)
    notes.wait_for("maybe one two three four five")


def test_what_is_heard_again_does_not_grow_for_ever() -> None:
    minute, second = tone(60_000), tone(1000)
    assert newest((), minute) == newest((second,), minute) == (minute,)
    assert newest((minute,), second) == (second,)
    assert newest((second, second), second) == (second, second, second)


def test_without_a_judge_the_wait_is_a_middle_one(notes: Notes) -> None:
    listening = an_ear(notes, judge=NoJudge())
    listening.push(tone(1000).pcm + silence(200).pcm)
    notes.wait_for("maybe one two three")
    time.sleep(0.05)  # for a judge that has something to say; later it would be no other wait
    listening.push(silence(200).pcm)
    assert "finished" not in notes.told
    listening.push(silence(200).pcm)
    notes.wait_for("finished")


def test_a_transcriber_that_fails_is_told(notes: Notes) -> None:
    listening = an_ear(notes, transcriber=Deaf())
    listening.push(tone(500).pcm)
    notes.wait_for("provider_unavailable")
    assert "finished" not in notes.told


def test_a_closed_ear_tells_nothing_more(notes: Notes) -> None:
    listening = an_ear(notes)
    listening.push(tone(500).pcm)
    listening.close()
    told = list(notes.told)
    time.sleep(0.1)  # for what would be told: a slow machine tells no more
    assert notes.told == told
