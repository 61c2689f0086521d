"""What of a call is filmed, and what is shown of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from services.conversation.events import AiSpeech, CallEvent, CallState
from services.domain import Companion, Emotion, Job, Person, Persona, Scene, Sound, Speech, Voice
from services.jobs.jobs import Jobs
from services.providers.lipsync.did import DidLipSyncer
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.web.socket.studio import MAX_FILMED, NAME, Studio, Studios
from tests.jobs.stage import ALICE, BOB, Stage
from tests.photos import grace
from tests.support.patience import hang_s
from tests.vendors import tones
from tests.vendors.did_server import DidServer

PORTRAIT = grace().jpeg


@dataclass(eq=False)
class FakeCall:
    """As much of a call as a studio looks at."""

    companion: Companion
    person: Person = field(default_factory=lambda: Person(ALICE))
    id: str = "call-1"


@dataclass
class Sent:
    """What went to the browser, in order."""

    saids: list[CallEvent] = field(default_factory=list)
    _came: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, said: CallEvent) -> None:
        with self._came:
            self.saids.append(said)
            self._came.notify_all()

    def wait_for(self, event: str) -> CallEvent:
        def found() -> CallEvent | None:
            return next((said for said in self.saids if said.event == event), None)

        with self._came:
            said = self._came.wait_for(found, hang_s())
        assert said is not None, [said.event for said in self.saids]
        return said


@pytest.fixture
def server() -> Iterator[DidServer]:
    with DidServer() as server:
        yield server


@pytest.fixture
def stage(database: Database, blobs: Blobs, server: DidServer) -> Stage:
    vendor = DidLipSyncer(server.url, server.key, timeout_s=hang_s(60), first_pause_s=0.01)
    return Stage(database, blobs, lip_syncer=vendor)


@pytest.fixture
def jobs(stage: Stage) -> Jobs:
    return stage.jobs()


def call_with(portrait_url: str) -> FakeCall:
    voice = Voice("stub/hum", "Hum")
    return FakeCall(Companion("1", "Grace", Persona("A friend."), voice, portrait_url))


@pytest.fixture
def call(stage: Stage) -> FakeCall:
    portrait = stage.blobs.put(PORTRAIT, "image/jpeg", ALICE)
    return call_with(stage.blobs.url(portrait, ALICE))


@pytest.fixture
def studio(stage: Stage, jobs: Jobs, call: FakeCall) -> Studio:
    return Studios(stage.blobs, jobs, equipped=True).open(call, off_the_record=False)


def speech(words: str = "Good day.", *, turn: int = 3, segment: int = 0) -> AiSpeech:
    sound: Sound = tones.spoken(words)
    return AiSpeech(turn, segment, Scene(Speech(words, sound), (), Emotion.HAPPY))


def show(studio: Studio, said: AiSpeech) -> Sent:
    """Returns when all that comes of it has come."""
    sent = Sent()
    with settled():
        studio.watching(sent)(said)
    return sent


@contextmanager
def settled() -> Iterator[None]:
    """Ends when what studios began meanwhile has."""
    yield
    for thread in threading.enumerate():
        if thread.name == NAME:
            thread.join(hang_s())


def switch_on(studio: Studio) -> dict[str, bool]:
    """Returns when all that comes of it has come."""
    with settled():
        return studio.switch(True)


def test_the_speech_goes_first_and_goes_in_any_case(studio: Studio) -> None:
    sent = show(studio, speech())
    assert [said.event for said in sent.saids] == ["ai_speech"]
    state = CallState("listening", 1)
    studio.watching(sent)(state)
    assert sent.saids[-1] == state


def test_new_speech_is_filmed_once_it_is_asked_for(
    studio: Studio, stage: Stage, server: DidServer
) -> None:
    show(studio, speech())
    assert server.asked == []
    assert studio.switch(True) == {"available": True, "on": True}
    show(studio, speech(turn=2, segment=1))
    result = stage.told.jobs[-1].result
    assert result is not None
    assert {**result, "url": ""} == {"call": "call-1", "turn": 2, "segment": 1, "url": ""}
    studio.switch(False)
    show(studio, speech("Something else."))
    assert len(server.talks) == 1


def test_the_first_words_are_filmed_for_the_next_call(
    studio: Studio, stage: Stage, jobs: Jobs, call: FakeCall, server: DidServer
) -> None:
    show(studio, speech("Hello, it is me!", turn=1))
    show(studio, speech("Something else.", turn=2))
    switch_on(studio)
    switch_on(studio)
    assert len(server.talks) == 1
    next_call = call_with(call.companion.portrait_url)
    again = Studios(stage.blobs, jobs, equipped=True).open(next_call, off_the_record=False)
    assert show(again, speech("Hello, it is me!")).wait_for("clip")


def test_what_was_filmed_is_shown_whether_or_not_more_is(
    studio: Studio, stage: Stage, server: DidServer
) -> None:
    studio.switch(True)
    show(studio, speech())
    studio.switch(False)
    clip = show(studio, speech(turn=7, segment=2)).wait_for("clip").payload()
    assert (clip["turn"], clip["segment"]) == (7, 2)
    link = clip["url"].removeprefix("/blobs/")
    assert stage.blobs.follow(link, ALICE).content == server.film
    assert show(studio, speech(turn=8)).wait_for("clip").payload()["url"] == clip["url"]
    assert len(server.talks) == 1


class Idle:
    """A runner whose jobs stay queued."""

    keeps = True

    def run(self, job: Job, arguments: object) -> None:
        """Nobody does it."""

    def check(self) -> str:
        return "idle"


def test_what_is_being_filmed_is_not_ordered_again(stage: Stage, call: FakeCall) -> None:
    jobs = stage.jobs(lambda executor: Idle())
    studio = Studios(stage.blobs, jobs, equipped=True).open(call, off_the_record=False)
    studio.switch(True)
    for words in ("Good day.", "Good day.", "Good night."):
        show(studio, speech(words))
    assert len(jobs.listed(ALICE)) == 2


def test_after_a_failure_no_more_is_filmed_until_it_is_asked_for_again(
    studio: Studio, stage: Stage, server: DidServer
) -> None:
    studio.switch(True)
    server.no_quota_next()
    show(studio, speech())
    assert stage.told.jobs[-1].state == "failed"
    asked = len(server.asked)
    show(studio, speech("Something else."))
    assert len(server.asked) == asked
    assert studio.state() == {"available": True, "on": False}
    studio.switch(True)
    show(studio, speech("Something else."))
    assert len(server.talks) == 1


def test_a_call_has_an_end(studio: Studio, server: DidServer) -> None:
    studio.switch(True)
    studio._filmed = MAX_FILMED - 1
    for words in ("One more.", "One too many."):
        show(studio, speech(words))
    assert len(server.talks) == 1


def test_what_cannot_be_filmed_is_not(stage: Stage, jobs: Jobs, call: FakeCall) -> None:
    """A drawing, another's portrait, a call off the record, and a server without a vendor."""
    others = stage.blobs.url(stage.blobs.put(PORTRAIT, "image/jpeg", BOB), BOB)
    studios = Studios(stage.blobs, jobs, equipped=True)
    refused = [
        studios.open(call_with("/static/portraits/iris.svg"), off_the_record=False),
        studios.open(call_with(""), off_the_record=False),
        studios.open(call_with(others), off_the_record=False),
        studios.open(call_with(call.companion.portrait_url), off_the_record=True),
        Studios(stage.blobs, jobs, equipped=False).open(call, off_the_record=False),
    ]
    for studio in refused:
        assert studio.switch(True) == {"available": False, "on": False}
        assert [said.event for said in show(studio, speech()).saids] == ["ai_speech"]
    assert stage.told.jobs == []


def test_a_call_that_is_taken_up_again_keeps_its_studio(
    stage: Stage, jobs: Jobs, call: FakeCall
) -> None:
    studios = Studios(stage.blobs, jobs, equipped=True)
    studio = studios.open(call, off_the_record=False)
    studio.switch(True)
    assert studios.open(call, off_the_record=False) is studios.of(call) is studio
    assert studio.state()["on"]
