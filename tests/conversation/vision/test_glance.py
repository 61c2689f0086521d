"""What sights leave behind: facts with times, motion only from close frames, one line a turn."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.conversation.events import CallEvent, LookCloser, Noticed
from services.conversation.vision import camera_watch as eyes_module
from services.conversation.vision.camera_watch import CameraWatch
from services.conversation.vision.facts import ABOUT_PERSON, ABOUT_PICTURE, kinds_of, line_of
from services.conversation.vision.gestures import MAX_STEP_MS, gestures, strokes
from services.conversation.vision.glance import FRESH_S, HOLD_MS, MOMENT_MS, SightHistory
from services.domain import Expression, FaceSeen, HandSeen, Picture, Sight
from services.errors import ProviderUnavailable
from tests.conversation.stage import ScriptedChat, Stage
from tests.support.patience import hang_s, wait_until

STEP_MS = 150
FRAME = Picture(b"\xff\xd8\xff", 640, 480, 1000)
FACE = FaceSeen(0.5, 0.5, 0.4, 0.0, 0.0)
HAND = HandSeen("open", 0.8, 0.4, 0.2)


def sight(at_ms: int = 0, *, hands: Sequence[HandSeen] = (), **face: float) -> Sight:
    return Sight("camera", at_ms, 640, 480, faces=(replace(FACE, **face),), hands=tuple(hands))


def smiling(at_ms: int, confidence: float = 1.0) -> Sight:
    face = replace(FACE, expressions=(Expression("smile", confidence),))
    return Sight("camera", at_ms, 640, 480, faces=(face,))


def empty(at_ms: int = 0, light: str = "good") -> Sight:
    return Sight("camera", at_ms, 640, 480, light)


def kinds(watch: SightHistory, now_s: float = 0) -> list[str]:
    return [fact.kind for fact in watch.facts(now_s)]


def swing(values: Sequence[float], name: str, step_ms: int = STEP_MS) -> list[Sight]:
    return [sight(index * step_ms, **{name: value}) for index, value in enumerate(values)]


def waving(width: float, step_ms: int = STEP_MS) -> list[Sight]:
    return [
        sight(index * step_ms, hands=[replace(HAND, x=0.7 + width * math.sin(index * 1.6))])
        for index in range(10)
    ]


def test_a_quick_hand_is_a_wave_a_still_one_is_not() -> None:
    assert gestures(waving(0.06)) == {"wave"}
    assert gestures(waving(0.01)) == set()


def test_no_motion_is_told_from_frames_two_seconds_apart() -> None:
    assert gestures(waving(0.06, step_ms=2000)) == set()
    assert gestures(swing([0, 10, 0, 10, 0, 10], "pitch_degrees", step_ms=2000)) == set()


@pytest.mark.parametrize(
    ("name", "values", "seen"),
    [
        ("pitch_degrees", [0, -4, -9, -3, 0, -6, -9, -1], {"nod"}),
        ("yaw_degrees", [0, 9, 12, 2, -10, -4, 8, 12, 0], {"shake"}),
        ("pitch_degrees", [0, -5, -12, -12, -12, -5, 0, 0], set()),
        ("yaw_degrees", [0, 15, 30, 30, 15, 0, 0], set()),
        ("pitch_degrees", [0, 1.5, -1, 2, 0, 1, -1.5, 1], set()),
    ],
    ids=["nods", "shakes", "looks at the keys", "looks aside", "holds still"],
)
def test_heads(name: str, values: list[float], seen: set[str]) -> None:
    assert gestures(swing(values, name)) == seen


@given(st.lists(st.floats(-90, 90), max_size=40), st.floats(0.5, 30))
def test_strokes_need_room(values: list[float], least: float) -> None:
    count = strokes(values, least)
    way = sum(abs(after - before) for before, after in pairwise(values))
    assert 0 <= count <= max(0, len(values) - 1)
    assert count * least <= way + 1e-6
    assert strokes([-value for value in values], least) == count


@given(
    light=st.sampled_from(["good", "dark", "backlit", "covered"]),
    source=st.sampled_from(["camera", "screen"]),
    times=st.lists(st.integers(0, 60_000), min_size=1, max_size=30).map(sorted),
)
def test_nothing_is_claimed_of_a_person_who_is_not_there(
    light: str, source: str, times: list[int]
) -> None:
    watch = SightHistory()
    for at_ms in times:
        watch.add(replace(empty(at_ms, light), source=source), at_ms / 1000)
        assert not set(kinds(watch, at_ms / 1000)) & set(ABOUT_PERSON)


def test_every_kind_has_words() -> None:
    for kind in {**ABOUT_PERSON, **ABOUT_PICTURE}:
        assert line_of([kind]).endswith(".")


def test_one_line_in_plain_words() -> None:
    assert line_of(["in view"]) == "The person is in view."
    assert line_of(["in view", "smile", "wave", "dark"]) == (
        "The person smiles and waves. The room is dark."
    )
    assert line_of([]) == ""


def test_an_unsure_smile_is_told_as_unsure() -> None:
    assert kinds_of(smiling(0, 0.5)) == ["in view", "maybe smile"]
    assert kinds_of(smiling(0, 0.3)) == ["in view"]
    assert line_of(["maybe smile"]) == "The person may be smiling."


def test_left_and_right_are_those_of_a_mirror() -> None:
    assert "right" in kinds_of(sight(x=0.1))
    assert "left" in kinds_of(sight(x=0.9))


def test_a_fact_keeps_the_time_of_its_beginning() -> None:
    watch = SightHistory()
    for at_ms in (1000, 3000, 5000):
        watch.add(smiling(at_ms), at_ms / 1000)
    assert [(fact.text, fact.at_ms) for fact in watch.facts(5)] == [
        ("you are in view", 1000),
        ("you smile", 1000),
    ]
    watch.add(sight(7000), 7)
    assert kinds(watch, 7) == ["in view"]


def test_a_blink_is_no_fact() -> None:
    closed = replace(FACE, expressions=(Expression("eyes closed", 1.0),))
    watch = SightHistory()
    watch.add(Sight("camera", 0, 640, 480, faces=(closed,)), 0)
    assert kinds(watch) == ["in view"]
    watch.add(Sight("camera", HOLD_MS["eyes closed"], 640, 480, faces=(closed,)), 1)
    assert set(kinds(watch, 1)) == {"eyes closed", "in view"}


def test_a_wave_is_told_for_a_while() -> None:
    watch = SightHistory()
    for seen in waving(0.06):
        watch.add(seen, 0)
    assert "wave" in kinds(watch)
    last_ms = 9 * STEP_MS
    watch.add(sight(last_ms + MOMENT_MS // 2), 0)
    assert "wave" in kinds(watch)
    watch.add(sight(last_ms + MOMENT_MS), 0)
    assert "wave" not in kinds(watch)


def test_what_is_old_is_not_known() -> None:
    watch = SightHistory()
    watch.add(smiling(0), 0)
    assert kinds(watch, FRESH_S) == ["in view", "smile"]
    assert kinds(watch, FRESH_S + 0.1) == []
    watch.add(sight(60_000), 60)
    assert [fact.at_ms for fact in watch.facts(60)] == [60_000]


def test_a_screen_is_shown_or_changes_and_nothing_more() -> None:
    watch = SightHistory()
    watch.add(Sight("screen", 0, 640, 360, pattern=bytes(144)), 0)
    assert kinds(watch) == ["screen"]
    watch.add(Sight("screen", 2000, 640, 360, pattern=bytes([1]) * 144), 2)
    assert kinds(watch, 2) == ["screen"]
    watch.add(Sight("screen", 4000, 640, 360, pattern=bytes([90]) * 144), 4)
    assert kinds(watch, 4) == ["screen", "screen changes"]


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Can you see me?", True),
        ("What am I wearing?", True),
        ("How do I look today?", True),
        ("What is on my screen?", True),
        ("Who is with me?", True),
        ("I look forward to the weekend!", False),
        ("I see, thank you.", False),
        ("On the other hand, it was light work.", False),
        ("Show them who we are.", False),
    ],
)
def test_words_about_sight(words: str, asks: bool) -> None:
    assert bool(eyes_module.ABOUT_SIGHT.search(words)) == asks


class ScriptedObserver:
    """Sees what it is told to see, when it is let go on."""

    name = "scripted"

    def __init__(self, see: Callable[[Picture], Sight]) -> None:
        self.see = see
        self.looked_at: list[int] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def look(self, picture: Picture) -> Sight:
        self.looked_at.append(picture.taken_ms)
        self.go_on.wait(hang_s())
        return self.see(picture)


@pytest.fixture
def never_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the test takes."""
    for name in ("vision.camera_watch", "vision.glance"):
        monkeypatch.setattr(f"services.conversation.{name}.FRESH_S", hang_s())


def shown(taken_ms: int) -> Picture:
    return replace(FRAME, taken_ms=taken_ms)


def test_one_look_at_a_time_and_the_newest_wins() -> None:
    observer = ScriptedObserver(lambda picture: smiling(picture.taken_ms))
    said: list[CallEvent] = []
    camera = CameraWatch(observer, tell=said.append)
    observer.go_on.clear()
    camera.show(shown(1))
    wait_until(lambda: observer.looked_at == [1])
    for taken_ms in (2, 3, 4):
        camera.show(shown(taken_ms))
    observer.go_on.set()
    wait_until(lambda: observer.looked_at == [1, 4])


def test_closed_eyes_forget_also_what_is_being_looked_at() -> None:
    observer = ScriptedObserver(lambda picture: smiling(picture.taken_ms))
    said: list[CallEvent] = []
    camera = CameraWatch(observer, tell=said.append)
    camera.show(shown(1))
    wait_until(lambda: bool(said))
    observer.go_on.clear()
    camera.show(shown(2))
    wait_until(lambda: observer.looked_at == [1, 2])
    camera.close()
    assert camera.picture is None
    assert camera.glance().facts == ()
    assert said[-1] == Noticed(0, ())
    observer.go_on.set()
    time.sleep(0.1)  # for the look to end: on a slow machine there is even less to know
    assert camera.glance().facts == ()
    assert said[-1] == Noticed(0, ())


@pytest.mark.usefixtures("never_stale")
def test_an_observer_that_fails_is_asked_again() -> None:
    def see(picture: Picture) -> Sight:
        if picture.taken_ms == 1:
            raise ProviderUnavailable("gone")
        return smiling(picture.taken_ms)

    observer = ScriptedObserver(see)
    camera = CameraWatch(observer, tell=[].append)
    camera.show(shown(1))
    wait_until(lambda: observer.looked_at == [1])
    time.sleep(0.05)  # for it to fail; what is shown before is looked at as well
    camera.show(shown(2))
    wait_until(lambda: "smiles" in camera.glance().line)


def test_a_raised_hand_is_looked_at_closer_and_not_all_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(eyes_module, "REST_S", hang_s())
    observer = ScriptedObserver(lambda picture: sight(picture.taken_ms, hands=[HAND]))
    said: list[CallEvent] = []
    camera = CameraWatch(observer, tell=said.append)
    for taken_ms in (1, 2, 3):
        camera.show(shown(taken_ms))
        wait_until(lambda last=taken_ms: observer.looked_at[-1:] == [last])  # type: ignore[misc]
    wait_until(lambda: eyes_module.WAVE_LOOK in said)
    assert [each for each in said if isinstance(each, LookCloser)] == [eyes_module.WAVE_LOOK]
    assert eyes_module.WAVE_LOOK.interval_ms < MAX_STEP_MS


@pytest.fixture
def chat() -> ScriptedChat:
    return ScriptedChat(*["happy: Hello there. How are you?"] * 5)


@pytest.fixture
def seeing(chat: ScriptedChat) -> None:
    """For tests whose chat model sees."""
    chat.sees = True


@pytest.fixture
def stage(chat: ScriptedChat, never_stale: None) -> Iterator[Stage]:
    observer = ScriptedObserver(lambda picture: smiling(picture.taken_ms))
    stage = Stage(chat, observer=observer)
    yield stage
    stage.call.end("test over")


def notes(stage: Stage) -> list[str]:
    """The notes of the next prompt."""
    prompt = stage.chat.next_prompt()
    return [message.text for message in prompt if "Seen on camera" in message.text]


def test_the_mind_is_told_once_and_when_it_is_asked_about_sight(stage: Stage) -> None:
    stage.call.camera.show(FRAME)
    stage.wait_for("noticed")
    stage.hear("good morning")
    assert "The person smiles." in notes(stage)[0]
    stage.hear("it rained today")
    assert notes(stage) == []
    stage.hear("can you see me")
    assert len(notes(stage)) == 1
    assert "I see that you smile. More than that" in stage.chat.prompts[-1][-1].text


def test_words_that_went_on_do_not_use_up_the_note(stage: Stage) -> None:
    stage.call.camera.show(FRAME)
    stage.wait_for("noticed")
    stage.call.utterances.speech_started()
    stage.call.utterances.maybe_finished("good", time.monotonic())
    assert len(notes(stage)) == 1
    stage.call.utterances.went_on()
    stage.hear("good morning")
    assert len(notes(stage)) == 1


def test_closed_eyes_leave_no_note(stage: Stage) -> None:
    stage.call.camera.show(FRAME)
    stage.wait_for("noticed")
    stage.call.camera.close()
    stage.hear("can you see me")
    assert notes(stage) == []


@pytest.mark.usefixtures("seeing")
def test_a_model_that_sees_gets_the_frame_and_no_note(stage: Stage) -> None:
    stage.call.camera.show(FRAME)
    stage.wait_for("noticed")
    stage.hear("can you see me")
    assert notes(stage) == []
    assert stage.chat.prompts[-1][-1].picture == FRAME
    assert stage.wait_for("picture_sent") == {"turn": 1, "taken_ms": 1000, "to": "scripted"}
    stage.call.camera.close()
    stage.hear("and now")
    assert stage.chat.next_prompt()[-1].picture is None


def test_after_a_question_the_page_is_asked_for_a_closer_look(stage: Stage) -> None:
    stage.call.camera.show(FRAME)
    stage.hear("good morning")
    for segment in (0, 1):
        stage.wait_for_speech(1, segment)
        stage.play(1, segment)
    stage.wait_for_response(1)
    assert stage.wait_for("look_closer")["reason"] == "a question was asked"
