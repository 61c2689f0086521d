"""A call's turns: what is sent when, what counts as heard, what stops the companion."""

import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.conversation.thinking.resume_reply import APOLOGY
from services.conversation.turn import show
from services.domain import Concern, Speech, Utterance, Voice
from services.errors import BadInput, ProviderUnavailable
from services.providers.speech.stub import StubSpeech
from services.providers.stub_stream import StubStream
from services.safety.respond import CareReply
from tests.conversation.stage import ScriptedChat, Stage
from tests.support.patience import SLOWNESS, hang_ms, hang_s, wait_until

LINE = "happy: Hello there my friend. Nice weather today."
FIRST, SECOND = "Hello there my friend.", "Nice weather today."
HELLO_THERE_MS = 600

SetStage = Callable[..., Stage]


@pytest.fixture
def set_stage() -> Iterator[SetStage]:
    stages: list[Stage] = []

    def make(*lines: str | ProviderUnavailable) -> Stage:
        stages.append(Stage(ScriptedChat(*lines)))
        return stages[-1]

    yield make
    for stage in stages:
        stage.chat.go_on.set()
        stage.call.end("test over")


def write(stage: Stage, text: str) -> int:
    return stage.call.read(Utterance("typed", text))


def play_all(stage: Stage, turn: int, segments: int = 2) -> None:
    for segment in range(segments):
        stage.wait_for_speech(turn, segment)
        stage.play(turn, segment)


def answered(stage: Stage) -> str:
    """What the companion has ready to say, or said."""
    messages: list[dict[str, str]] = stage.call.summary()["messages"]  # type: ignore[assignment]
    return messages[-1]["text"] if len(messages) > 1 else ""


def prompted(stage: Stage) -> list[tuple[str, str]]:
    """The last exchange in the newest prompt."""
    return [(message.role, message.text) for message in stage.chat.prompts[-1]]


def test_a_greeting_is_said_once_and_kept(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    stage.call.greet()
    play_all(stage, 1, segments=1)
    assert stage.wait_for_response(1)["heard_text"] == FIRST
    stage.call.greet()
    write(stage, "how are you")
    play_all(stage, 2)
    stage.wait_for_response(2)
    assert prompted(stage)[-2:] == [("assistant", f":) {FIRST}"), ("user", "how are you")]


def test_a_greeting_gives_way_to_words(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    stage.call.greet()
    stage.wait_for_speech(1, 0)
    write(stage, "how are you")
    assert stage.wait_for_response(1)["interrupted"]
    play_all(stage, 2)
    assert stage.wait_for_response(2)["heard_text"] == f"{FIRST} {SECOND}"


def test_a_turn_from_words_to_response(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    stage.hear("how are you")
    play_all(stage, 1)
    response = stage.wait_for_response(1)
    assert response["text"] == response["heard_text"] == f"{FIRST} {SECOND}"
    assert response["emotion"] == "happy"
    assert not response["interrupted"]
    transcript = {"turn": 1, "text": "how are you", "final": True, "speaker": "user"}
    assert stage.of("transcript") == [transcript]
    listening = {"state": "listening", "turn": 1, "reason": ""}
    stage.wait_for("call_state", lambda state: state == listening)
    states = [state["state"] for state in stage.of("call_state")]
    assert states == ["listening", "hearing", "thinking", "speaking", "listening"]


def test_every_stage_is_timed_in_order(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    stage.hear("how are you")
    play_all(stage, 1)
    timings_ms = stage.wait_for_response(1)["timings_ms"]
    stages = ["end_of_speech", "transcript", "first_token", "first_clause", "first_audio_sent"]
    times = [timings_ms[name] for name in stages]
    assert times == sorted(times)


def test_only_heard_words_reach_history_and_journal(set_stage: SetStage) -> None:
    stage = set_stage(LINE, LINE)
    write(stage, "hi")
    stage.wait_for_speech(1)
    stage.play(1, 0, ms=HELLO_THERE_MS)
    stage.call.interrupt(1, 0)
    assert stage.of("ai_cancelled") == [{"turn": 1, "heard_text": "Hello there"}]
    response = stage.wait_for_response(1)
    assert response["heard_text"] == "Hello there"
    assert response["interrupted"]
    write(stage, "again")
    stage.wait_for_speech(2)
    (_, answer), (_, words) = prompted(stage)[-2:]
    assert answer.endswith("Hello there")
    assert words.endswith("again")
    assert stage.journal.companion[1]["heard_text"] == "Hello there"


def test_the_last_report_after_silence_still_counts(
    set_stage: SetStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.conversation.delivery.LAST_REPORT_S", 2 * SLOWNESS)
    stage = set_stage(LINE)
    write(stage, "hi")
    stage.wait_for_speech(1)
    stage.play(1, 0, ms=300)
    stage.call.interrupt(1, 0)
    stage.play(1, 0, ms=HELLO_THERE_MS)
    assert stage.wait_for_response(1)["heard_text"] == "Hello there"


def test_interrupted_before_the_first_sound_nothing_was_said(set_stage: SetStage) -> None:
    stage = set_stage(LINE, LINE)
    stage.chat.go_on.clear()
    write(stage, "first")
    stage.call.interrupt(1, 0)
    stage.chat.go_on.set()
    assert stage.wait_for_response(1)["heard_text"] == ""
    write(stage, "second")
    stage.wait_for_speech(2)
    assert not any("Hello" in text for role, text in prompted(stage)[-2:] if role == "assistant")
    assert all(speech["turn"] == 2 for speech in stage.of("ai_speech"))


def test_a_pause_that_was_no_end_shows_nothing(set_stage: SetStage) -> None:
    stage = set_stage("happy: Wrong answer.", LINE)
    stage.begin_to_hear()
    stage.call.utterances.maybe_finished("my dog", time.monotonic())
    assert stage.chat.written.wait(hang_s())
    stage.chat.written.clear()
    stage.call.utterances.went_on()
    stage.call.utterances.maybe_finished("my dog is called Biscuit", time.monotonic())
    assert stage.chat.written.wait(hang_s())
    time.sleep(0.05)  # for it to be spoken: a slow machine shows no more
    assert stage.of("ai_speech") == []
    stage.call.utterances.finished()
    assert stage.wait_for_speech(1)["text"] == FIRST
    assert [said["text"] for said in stage.of("transcript")] == ["my dog is called Biscuit"]
    stage.call.end("hung up")
    assert stage.journal.user == {1: "my dog is called Biscuit"}


class Hum(StubSpeech):
    """Writes down what it speaks."""

    def __init__(self) -> None:
        self.spoke: list[str] = []

    def speak(self, text: str, voice: Voice) -> StubStream[Speech]:
        self.spoke.append(text)
        return super().speak(text, voice)


def test_the_answer_is_ready_when_the_end_is_certain() -> None:
    mouth = Hum()
    stage = Stage(ScriptedChat(LINE), synthesizer=mouth)
    stage.begin_to_hear()
    stage.call.utterances.maybe_finished("how are you", time.monotonic())
    wait_until(lambda: mouth.spoke == [FIRST, SECOND])
    assert stage.of("ai_speech") == []
    stage.call.utterances.finished()
    stage.wait_for_speech(1, 1)
    assert mouth.spoke == [FIRST, SECOND]
    assert len(stage.chat.prompts) == 1
    stage.call.end("test over")


@pytest.mark.parametrize(("echo_ms", "turns"), [(0, 2), (int(hang_ms(2000)), 1)])
def test_its_own_last_words_come_back_as_late_as_was_measured(
    monkeypatch: pytest.MonkeyPatch, echo_ms: int, turns: int
) -> None:
    monkeypatch.setattr("services.conversation.turn_taking.ECHO_TAIL_S", 0)
    stage = Stage(ScriptedChat(LINE, LINE), echo_ms=echo_ms)
    write(stage, "hi")
    play_all(stage, 1)
    stage.wait_for_response(1)
    stage.hear(SECOND)
    stage.call.end("test over")
    assert stage.journal.ended == "test over"
    assert len([said for said in stage.of("call_state") if said["state"] == "thinking"]) == turns


@pytest.mark.parametrize("sound", ["mhm", "yeah", "uh huh", ""])
def test_a_backchannel_does_not_stop_the_companion(set_stage: SetStage, sound: str) -> None:
    stage = set_stage(LINE)
    write(stage, "hi")
    stage.wait_for_speech(1)
    stage.play(1, 0, ms=100)
    stage.hear(sound, sound)
    play_all(stage, 1)
    assert not stage.wait_for_response(1)["interrupted"]
    assert stage.of("ai_cancelled") == []
    assert stage.call.state == "listening"


@pytest.mark.parametrize("partials", [["wait"], ["actually I"], ["hotel", "hotel"]])
def test_real_words_stop_the_companion(set_stage: SetStage, partials: list[str]) -> None:
    stage = set_stage(LINE, LINE)
    write(stage, "hi")
    stage.wait_for_speech(1)
    stage.play(1, 0, ms=HELLO_THERE_MS)
    stage.begin_to_hear(*partials)
    assert stage.of("ai_cancelled") == [{"turn": 1, "heard_text": "Hello there"}]


def test_its_own_words_do_not_stop_the_companion(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    write(stage, "hi")
    stage.wait_for_speech(1)
    stage.play(1, 0, ms=HELLO_THERE_MS)
    stage.hear("hello there my friend", "hello there")
    assert stage.of("ai_cancelled") == []
    assert stage.call.state == "speaking"


def test_after_a_false_interruption_it_says_the_rest(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    write(stage, "hi")
    stage.wait_for_speech(1, 1)
    stage.play(1, 0, ms=HELLO_THERE_MS)
    stage.hear("", "what a cough")
    rest = stage.wait_for_speech(2)
    assert rest["text"].startswith("my friend.")
    assert rest["emotion"] == "happy"
    said = " ".join(speech["text"] for speech in stage.of("ai_speech") if speech["turn"] == 2)
    assert f"Hello there {said}".startswith("Hello there my friend.")
    assert 2 not in stage.journal.user


def test_the_companion_does_not_start_over_someone_who_speaks(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    stage.chat.go_on.clear()
    write(stage, "hi")
    stage.begin_to_hear()
    stage.chat.go_on.set()
    assert stage.chat.written.wait(hang_s())
    time.sleep(0.05)  # for it to be spoken: a slow machine says no more
    assert stage.of("ai_speech") == []
    stage.call.utterances.maybe_finished("", time.monotonic())
    stage.call.utterances.finished()
    assert stage.wait_for_speech(1)["text"] == FIRST


def test_a_failed_provider_costs_a_notice_not_the_call(set_stage: SetStage) -> None:
    stage = set_stage(ProviderUnavailable("down", provider="scripted"), LINE)
    write(stage, "hi")
    notice = stage.wait_for("notice")
    assert notice["code"] == "provider_unavailable"
    assert notice["provider"] == "scripted"
    assert stage.wait_for_speech(1)["text"] == APOLOGY[0].text
    write(stage, "again")
    assert stage.wait_for_speech(2)["text"] == FIRST


def test_lost_ears_cost_a_notice_not_the_answer(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    stage.chat.go_on.clear()
    write(stage, "hi")
    stage.begin_to_hear()
    stage.call.utterances.could_not_hear(ProviderUnavailable("gone", provider="ears"))
    stage.chat.go_on.set()
    assert stage.wait_for("notice")["provider"] == "ears"
    assert stage.wait_for_speech(1)["text"] == FIRST


def test_a_new_connection_gets_what_was_not_heard(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    write(stage, "hi")
    stage.wait_for_speech(1, 1)
    stage.play(1, 0)
    stage.call.detach()
    stage.sent.clear()
    stage.call.attach("second", stage.receive)
    assert [speech["segment"] for speech in stage.of("ai_speech")] == [1]
    assert stage.of("call_state")[-1]["state"] == "speaking"
    stage.play(1, 1)
    assert stage.wait_for_response(1)["heard_text"] == f"{FIRST} {SECOND}"


def test_what_happens_without_a_connection_is_told_later(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    stage.call.detach()
    write(stage, "hi")
    wait_until(lambda: answered(stage) == f"{FIRST} {SECOND}")
    stage.sent.clear()
    stage.call.attach("second", stage.receive)
    stage.wait_for_speech(1, 1)
    assert [speech["segment"] for speech in stage.of("ai_speech")] == [0, 1]
    assert stage.of("transcript")[0]["text"] == "hi"


def test_a_client_that_never_reports_is_taken_at_the_clock(
    set_stage: SetStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "SILENT_CLIENT_S", 0.0)
    stage = set_stage("happy: Oh.")
    write(stage, "hi")
    assert stage.wait_for_response(1)["heard_text"] == "Oh."


def test_what_was_sent_to_nobody_was_not_heard(
    set_stage: SetStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "SILENT_CLIENT_S", 0.0)
    stage = set_stage("happy: Oh.")
    stage.call.detach()
    write(stage, "hi")
    wait_until(lambda: answered(stage) == "Oh.")
    time.sleep(0.5)  # longer than it sounds; on a slow machine it only has no time to be heard
    stage.sent.clear()
    monkeypatch.setattr(show, "SILENT_CLIENT_S", hang_s())
    stage.call.attach("second", stage.receive)
    stage.wait_for_speech(1)
    assert [speech["text"] for speech in stage.of("ai_speech")] == ["Oh."]
    stage.call.detach()
    stage.call.end("connection lost")
    assert stage.journal.companion[1]["heard_text"] == ""


def test_a_client_may_say_where_it_fell_silent_and_nothing_else(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    write(stage, "hi")
    stage.wait_for_speech(1, 1)
    time.sleep(0.5)  # in which more could have been heard; a slow machine has no less
    stage.call.interrupt(1, 100)
    assert stage.wait_for_response(1)["heard_text"] == ""


def test_a_report_about_no_turn_is_bad_input(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    with pytest.raises(BadInput):
        stage.call.played(7, 0, 10, done=False)


def test_an_old_turn_cannot_be_interrupted(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    write(stage, "hi")
    stage.wait_for_speech(1)
    stage.call.interrupt(0, 0)
    assert stage.of("ai_cancelled") == []


def test_the_end_is_told_and_kept(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    write(stage, "hi")
    stage.wait_for_speech(1)
    stage.play(1, 0)
    stage.call.end("hung up")
    assert stage.of("call_state")[-1] == {"state": "ended", "turn": 1, "reason": "hung up"}
    assert stage.journal.ended == "hung up"
    assert stage.journal.companion[1]["heard_text"] == FIRST
    said = [message["text"] for message in stage.call.summary()["messages"]]  # type: ignore[attr-defined]
    assert said[0] == "hi"


def test_the_last_words_before_one_hangs_up_are_kept(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    stage.begin_to_hear()
    stage.call.utterances.maybe_finished("my name is Bob, goodbye", time.monotonic())
    stage.chat.next_prompt()
    stage.call.end("hung up")
    assert stage.journal.user == {1: "my name is Bob, goodbye"}
    assert stage.of("transcript")[-1]["text"] == "my name is Bob, goodbye"
    assert stage.of("ai_speech") == []
    wait_until(lambda: 1 in stage.journal.companion)
    assert stage.journal.companion[1]["heard_text"] == ""


def test_a_call_that_is_over_answers_nobody(set_stage: SetStage) -> None:
    stage = set_stage(LINE)
    stage.call.end("everything was deleted")
    with pytest.raises(BadInput):
        write(stage, "hi")
    stage.call.greet()
    assert stage.chat.prompts == stage.of("ai_speech") == []


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 1500), st.booleans()), min_size=0, max_size=6
    )
)
def test_random_interrupts_keep_just_what_was_heard(
    reports: list[tuple[int, int, bool]],
) -> None:
    stage = Stage(ScriptedChat(LINE))
    write(stage, "hi")
    stage.wait_for_speech(1, 1)
    head_ms = 0
    lengths = [speech["duration_ms"] for speech in stage.of("ai_speech")]
    for segment, heard_ms, done in reports:
        stage.call.played(1, segment, heard_ms, done=done)
        within_ms = lengths[segment] if done else min(heard_ms, lengths[segment])
        head_ms = max(head_ms, sum(lengths[:segment]) + within_ms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("services.conversation.delivery.LAST_REPORT_S", 0)
        stage.call.interrupt(1, 0)
        heard = stage.wait_for_response(1)["heard_text"].split()
    starts, ends = [], []
    for number, speech in enumerate(stage.of("ai_speech")):
        starts += [sum(lengths[:number]) + start_ms for start_ms, _, _ in speech["words"]]
        ends += [sum(lengths[:number]) + end_ms for _, end_ms, _ in speech["words"]]
    assert all(start_ms < head_ms for start_ms in starts[: len(heard)])
    assert all(end_ms > head_ms for end_ms in ends[len(heard) :])
    stage.call.end("test over")
    assert stage.journal.companion[1]["heard_text"].split() == heard


def test_words_that_call_for_care_reach_no_model(set_stage: SetStage) -> None:
    stage = set_stage("happy: Great, let's try this!")
    stage.hear("I want to kill myself.")
    play_all(stage, 1, segments=3)
    assert "listening" in stage.wait_for_response(1)["text"]
    assert stage.chat.prompts == []
    stage.hear("And how was your day?")
    assert "spoke of suicide" in str(stage.chat.next_prompt()[-1])


def test_a_yes_counts_after_the_companion_spoke_of_its_own_accord(set_stage: SetStage) -> None:
    stage = set_stage("happy: Great!")
    asked = CareReply("Are you thinking of ending your life?", Concern.SUICIDE, asks=True)
    stage.hear("I am done.")
    stage.wait_for_speech(1)
    stage.call._answering.exchanges[0].care = asked
    stage.call.interrupt(1, 0)
    stage.wait_for_response(1)
    stage.call.utterances.could_not_hear(ProviderUnavailable("gone", provider="stub"))
    play_all(stage, 2)
    stage.wait_for_response(2)
    stage.hear("Yes.")
    play_all(stage, 3, segments=3)
    assert "crisis line" in stage.wait_for_response(3)["text"]
