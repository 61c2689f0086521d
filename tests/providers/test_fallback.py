"""Chains: who is asked when, what is told of it, and that no word is lost or doubled."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from services.domain import Message, Picture, Sound, Speech, Transcript, Voice
from services.errors import (
    BadInput,
    ContentDeclined,
    KeyRefused,
    NobodyLeft,
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from services.providers.failover.circuit_breaker import FAILURES
from services.providers.speech.fallback import nearest
from tests.providers.scripts import (
    PATIENCE_S,
    PAUSE_S,
    SHORT_S,
    SILENCE,
    Author,
    Ear,
    Mouth,
    Notes,
    Scripted,
    chat_of,
    ears_of,
    mouths_of,
)
from tests.support.patience import hang_s, wait_until

HELLO = [Message("user", "hello")]
WELL = ["Well", " met."]
VOICE = Voice("first/en", "Ann")
SOUND = Sound(b"\x01\x00" * 160, 16_000)
FINAL = Transcript("good day", final=True)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (ProviderRefused("no"), "provider_refused"),
        (ContentDeclined("no"), "content_declined"),
        (KeyRefused("no"), "provider_key"),
        (ProviderBusy("later"), "provider_busy"),
        (ProviderBusy("much later", retry_after_s=7), "provider_busy"),
        (ProviderUnavailable("down"), "provider_unavailable"),
        (ProviderTimeout("slow"), "provider_timeout"),
        (SILENCE, "provider_timeout"),
    ],
)
def test_whatever_is_wrong_with_one_the_next_answers(trouble: object, code: str) -> None:
    notes = Notes()
    patience_s = SHORT_S if trouble is SILENCE else PATIENCE_S
    first = Author("first", [trouble], patience_s=patience_s)
    chat = chat_of(first, Author("second", WELL)).watched(notes)
    assert list(chat.reply(HELLO, max_tokens=9)) == WELL
    assert notes.told == [("failed", "first", code), ("did", "second")]


def test_one_that_is_busy_for_a_moment_is_asked_again() -> None:
    notes = Notes()
    first = Author("first", [ProviderBusy(retry_after_s=0.01)], WELL)
    second = Author("second", ["No."])
    chat = chat_of(first, second).watched(notes)
    assert list(chat.reply(HELLO, max_tokens=9)) == WELL
    assert notes.told == [("did", "first")]
    assert second.asked == []


@pytest.mark.parametrize(
    ("trouble", "state"), [(ContentDeclined("no"), "closed"), (ProviderRefused("no"), "open")]
)
def test_what_one_person_may_not_say_keeps_nobody_else_waiting(
    trouble: ProviderError, state: str
) -> None:
    first = Author("first", *[["I will", trouble]] * FAILURES)
    chat = chat_of(first, Author("second", WELL))
    for _ in range(FAILURES):
        with pytest.raises(ProviderRefused):
            list(chat.reply(HELLO, max_tokens=9))
    assert chat.links[0].health.status().state == state
    assert chat.links[0].health.status().error == trouble.code


def test_a_reply_without_a_word_is_no_reply() -> None:
    chat = chat_of(Author("first", []), Author("second", WELL))
    assert list(chat.reply(HELLO, max_tokens=9)) == WELL


def test_who_is_late_may_still_be_first() -> None:
    second = Author("second", [SILENCE])

    def slowly() -> Iterator[str]:
        wait_until(lambda: bool(second.streams))
        yield from WELL

    notes = Notes()
    first = Author("first", slowly(), patience_s=SHORT_S)  # type: ignore[arg-type]
    chat = chat_of(first, second).watched(notes)
    assert list(chat.reply(HELLO, max_tokens=9)) == WELL
    assert notes.told == [("did", "first")]
    assert second.streams[0].closed.wait(hang_s())
    assert [link.health.breaker.state for link in chat.links] == ["closed", "closed"]


def test_when_nobody_answers_that_is_said() -> None:
    notes = Notes()
    first = Author("first", [SILENCE], patience_s=SHORT_S)
    chat = chat_of(first, Author("second", [ProviderUnavailable()], patience_s=SHORT_S))
    with pytest.raises(NobodyLeft):
        next(chat.watched(notes).reply(HELLO, max_tokens=9))
    assert set(notes.told) == {
        ("failed", "first", "provider_timeout"),
        ("failed", "second", "provider_unavailable"),
    }


@pytest.mark.parametrize("near", [True, False])
def test_one_nearby_is_waited_for_when_nobody_else_is_left(
    near: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.providers.failover.race.GRACE_S", SHORT_S)
    go_on = threading.Event()

    def slowly() -> Iterator[str]:
        assert go_on.wait(hang_s())
        yield from WELL

    author = Author("only", slowly(), patience_s=SHORT_S)  # type: ignore[arg-type]
    stream = chat_of(author, local=near).reply(HELLO, max_tokens=9)
    if near:
        threading.Timer(10 * SHORT_S, go_on.set).start()
        assert list(stream) == WELL
    else:
        with pytest.raises(NobodyLeft):
            next(stream)
        go_on.set()


@pytest.mark.parametrize("trouble", [SILENCE, ProviderUnavailable("cut")])
def test_what_breaks_a_reply_off_is_raised_and_that_one_not_asked_again(trouble: object) -> None:
    notes = Notes()
    first = Author("first", ["Well", trouble], patience_s=PAUSE_S)
    chat = chat_of(first, Author("second", WELL)).watched(notes)
    stream = chat.reply(HELLO, max_tokens=9)
    assert next(stream) == "Well"
    with pytest.raises(ProviderError):
        next(stream)
    assert list(stream) == []
    assert list(chat.reply(HELLO, max_tokens=9)) == WELL
    assert len(first.asked) == 1
    assert notes.told[-1] == ("did", "second")


def test_in_the_next_turn_it_is_asked_again() -> None:
    first = Author("first", [ProviderUnavailable()], WELL)
    chat = chat_of(first, Author("second", ["No."]))
    assert list(chat.watched(Notes()).reply(HELLO, max_tokens=9)) == ["No."]
    assert list(chat.watched(Notes()).reply(HELLO, max_tokens=9)) == WELL


def test_one_that_is_left_alone_is_not_asked_but_told_of() -> None:
    notes = Notes()
    first = Author("first", [KeyRefused("no")])
    chat = chat_of(first, Author("second", WELL))
    assert chat.name == "first"
    for _ in range(2):
        list(chat.watched(notes).reply(HELLO, max_tokens=9))
    assert len(first.asked) == 1
    assert notes.told[2:] == [("failed", "first", "provider_key"), ("did", "second")]
    assert chat.name == "second"


def test_when_all_are_left_alone_the_last_is_asked_all_the_same() -> None:
    author = Author("only", [KeyRefused("no")], WELL)
    chat = chat_of(author)
    with pytest.raises(NobodyLeft):
        next(chat.reply(HELLO, max_tokens=9))
    assert list(chat.reply(HELLO, max_tokens=9)) == WELL
    assert chat.links[0].health.breaker.state == "closed"


def test_closing_ends_whoever_is_at_work() -> None:
    first, second = Author("first", [SILENCE], patience_s=SHORT_S), Author("second", [SILENCE])
    chat = chat_of(first, second)
    stream = chat.reply(HELLO, max_tokens=9)

    def close() -> None:
        wait_until(lambda: bool(second.streams))
        stream.close()

    threading.Thread(target=close).start()
    assert list(stream) == []
    assert all(author.streams[0].closed.wait(hang_s()) for author in (first, second))
    assert chat.links[0].health.status().error == ""


def test_what_is_the_askers_fault_is_nobodys_failure() -> None:
    class Picky(Author):
        def reply(self, messages: object, *, max_tokens: int) -> object:  # type: ignore[override]
            raise BadInput("too many")

    chat = chat_of(Picky("first", []), Author("second", WELL))
    with pytest.raises(BadInput):
        next(chat.reply(HELLO, max_tokens=9))
    assert chat.links[0].health.status().error == ""


def test_pictures_are_shown_to_those_who_see() -> None:
    notes = Notes()
    blind, seeing = Author("blind", [ProviderUnavailable()]), Author("seeing", WELL)
    seeing.sees = True
    shown = [Message("user", "look", Picture(b"", 1, 1, 0))]
    list(chat_of(blind, seeing).watched(notes).reply(shown, max_tokens=9))
    assert [told for told in notes.told if told[0] == "shown"] == [("shown", "seeing")]


def test_all_are_warmed_once_and_then_the_first() -> None:
    first, second = Author("first", WELL), Author("second", WELL)
    chat = chat_of(first, second)
    for _ in range(2):
        chat.warm(HELLO)
    assert (len(first.asked), len(second.asked)) == (2, 1)


def test_failovers_and_who_is_left_alone_are_counted() -> None:
    chat = chat_of(Author("counted", [KeyRefused("no")]), Author("second", WELL))
    list(chat.reply(HELLO, max_tokens=9))
    list(chat.reply(HELLO, max_tokens=9))
    failover = {"capability": "chat", "failed": "counted", "provider": "second"}
    assert REGISTRY.get_sample_value("visavis_failovers_total", failover) == 1
    left = {"capability": "chat", "provider": "counted"}
    assert REGISTRY.get_sample_value("visavis_provider_open", left) == 1


def test_the_status_tells_error_and_latency() -> None:
    chat = chat_of(Author("first", WELL, [ProviderUnavailable("cut")]))
    list(chat.reply(HELLO, max_tokens=9))
    assert chat.links[0].health.status().latency_ms is not None
    with pytest.raises(NobodyLeft):
        next(chat.reply(HELLO, max_tokens=9))
    status = chat.links[0].health.status()
    assert (status.state, status.error) == ("closed", "provider_unavailable")
    assert status.error_at is not None


# Transcription


@pytest.mark.parametrize(
    "script",
    [
        [ProviderUnavailable("at once")],
        [Transcript("good", final=False), ProviderUnavailable("in the midst")],
        [Ear.END, ProviderUnavailable("at the end")],
        [Ear.END, SILENCE],
        [Ear.END],
    ],
)
def test_the_next_ear_hears_all_of_it(script: list[object]) -> None:
    patience_s = SHORT_S if SILENCE in script else PATIENCE_S
    first = Ear("first", *script, patience_s=patience_s)
    second = Ear("second", Ear.END, FINAL)
    transcripts = ears_of(first, second).transcribe(iter([SOUND] * 3), language="en")
    assert [transcript for transcript in transcripts if transcript.final] == [FINAL]
    assert second.heard == [SOUND.pcm] * 3


def test_after_the_final_transcript_nothing_can_fail() -> None:
    notes = Notes()
    ears = ears_of(Ear("first", Ear.END, FINAL, SILENCE), Ear("second", Ear.END, FINAL))
    assert list(ears.watched(notes).transcribe(iter([SOUND]), language="en")) == [FINAL]
    assert notes.told == [("did", "first")]


def test_while_someone_speaks_nobody_is_late() -> None:
    spoken = threading.Event()

    def sounds() -> Iterator[Sound]:
        yield SOUND
        assert spoken.wait(hang_s())
        yield SOUND

    notes = Notes()
    first = Ear("first", Ear.END, FINAL, patience_s=PAUSE_S)
    second = Ear("second", Ear.END, FINAL)
    ears = ears_of(first, second).watched(notes)
    threading.Timer(1.5 * PAUSE_S, spoken.set).start()
    assert list(ears.transcribe(sounds(), language="en")) == [FINAL]
    assert notes.told == [("did", "first")]
    assert second.heard == []


def test_another_language_is_heard_by_who_understands_it() -> None:
    english, any_ = Ear("english", Ear.END, FINAL), Ear("any", Ear.END, FINAL)
    ears = ears_of(english, any_, languages=["en"])
    list(ears.transcribe(iter([SOUND]), language="de-DE"))
    assert (english.heard, any_.heard) == ([], [SOUND.pcm])
    list(ears.transcribe(iter([SOUND]), language="en-GB"))
    assert english.heard == [SOUND.pcm]


def test_a_closed_transcription_reads_no_more_sound() -> None:
    read: list[int] = []
    go_on = threading.Semaphore(0)

    def sounds() -> Iterator[Sound]:
        for number in range(5):
            assert go_on.acquire(timeout=hang_s())
            read.append(number)
            yield SOUND

    transcripts = ears_of(Ear("only", Ear.END, FINAL)).transcribe(sounds(), language="en")
    go_on.release()
    transcripts.close()
    go_on.release(5)
    assert list(transcripts) == []
    assert len(read) < 5


# Speech


@settings(max_examples=60)
@given(
    said=st.integers(1, 12),
    cuts=st.lists(st.integers(0, 12), max_size=4),
)
def test_no_word_is_lost_or_doubled_wherever_voices_break_off(said: int, cuts: list[int]) -> None:
    text = " ".join(f"word{number}" for number in range(said))
    mouths = [
        Mouth(f"m{index}", words=words, trouble=ProviderUnavailable())
        for index, words in enumerate(cuts)
    ]
    speech = mouths_of(*mouths, Mouth("last")).watched(Notes())
    spoken = [piece.text for piece in speech.speak(text, VOICE)]
    assert " ".join(spoken) == text


def test_the_voice_that_has_it_speaks_and_another_one_is_told_of() -> None:
    notes = Notes()
    first, second = Mouth("first", words=1, patience_s=PAUSE_S), Mouth("second")
    speech = mouths_of(second, first).watched(notes)
    assert [piece.text for piece in speech.speak("one two three", VOICE)] == ["one", "two", "three"]
    assert first.asked == [("one two three", "first/en")]
    assert second.asked == [("two three", "second/en")]
    assert notes.told == [
        ("did", "first"),
        ("failed", "first", "provider_timeout"),
        ("did", "second"),
        ("voice", "second/en"),
    ]


def test_what_follows_in_a_turn_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.providers.speech.fallback.CALM", PATIENCE_S / PAUSE_S)

    def slowly(text: str, voice: Voice) -> Scripted[Speech]:
        return Scripted(map(pause, ("two",)))

    def pause(word: str) -> Speech:
        time.sleep(1.5 * PAUSE_S)
        return Speech(word, SOUND)

    first = Mouth("first", patience_s=PAUSE_S)
    speech = mouths_of(first, Mouth("second")).watched(Notes())
    assert len(list(speech.speak("one", VOICE))) == 1
    first.speak = slowly  # type: ignore[method-assign]
    assert [piece.sound for piece in speech.speak("two", VOICE)] == [SOUND]


def test_for_those_who_want_no_other_voice_there_is_none() -> None:
    second = Mouth("second")
    first = Mouth("first", words=0, trouble=ProviderUnavailable())
    speech = mouths_of(first, second).watched(Notes(keeps_voice=True))
    with pytest.raises(NobodyLeft):
        next(speech.speak("one two", VOICE))
    assert second.asked == []


def test_a_voice_that_nobody_has_is_nobodys_to_speak() -> None:
    speech = mouths_of(Mouth("first")).watched(Notes(keeps_voice=True))
    with pytest.raises(NobodyLeft):
        next(speech.speak("one", Voice("lost/voice", "Lost")))


def test_the_nearest_voice_speaks_the_language() -> None:
    german, english = Voice("a/de", "A", "de"), Voice("a/en", "B", "en-GB")
    assert nearest(VOICE, [german, english]) == english
    assert nearest(Voice("x/y", "Y", "de-AT"), [english, german]) == german
    assert nearest(Voice("x/y", "Y", "fr"), [english, german]) == english
    assert nearest(VOICE, []) == VOICE


def test_voices_are_those_of_all_who_can_tell() -> None:
    class Mute(Mouth):
        def voices(self) -> list[Voice]:
            raise ProviderUnavailable

    assert [voice.id for voice in mouths_of(Mute("first"), Mouth("second")).voices()] == [
        "second/de",
        "second/en",
    ]
    with pytest.raises(ProviderUnavailable):
        mouths_of(Mute("only")).voices()


def test_a_voice_that_said_all_is_not_cut_short() -> None:
    mouth = Mouth("first", words=2)
    spoken = mouths_of(mouth).speak("one two", VOICE)
    assert len(list(spoken)) == 2
    spoken.close()
    assert not mouth.streams[0].closed.is_set()
    mouth.streams[0].close()
