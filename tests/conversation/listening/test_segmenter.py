"""The listener over scripted voice activity: one character a frame."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import EAR_FRAME_MS, EAR_FRAME_SAMPLES
from services.conversation.listening.segmenter import (
    MAX_MS,
    PRE_ROLL_FRAMES,
    WAIT_MS,
    More,
    Paused,
    Resumed,
    SegmenterEvent,
    Started,
    UtteranceEnded,
    UtteranceSegmenter,
)
from services.domain import PauseTolerance
from services.errors import BadInput

FRAME_BYTES = EAR_FRAME_SAMPLES * 2
LEVELS = {".": 0, "~": 42, "#": 90}
"""Silence, unsure (enough to go on, too little to begin), speech; in percent."""


class ScriptedActivity:
    """Reads the probability from the first sample of a frame."""

    name = "scripted"

    def probability(self, frame: bytes) -> float:
        assert len(frame) == FRAME_BYTES
        return (int.from_bytes(frame[:2], "little") % 100) / 100


def spoken(script: str) -> bytes:
    """Sound in which every frame differs, so that loss and doubling show."""
    frames = []
    for number, mark in enumerate(script):
        first = (LEVELS[mark]).to_bytes(2, "little")
        frames.append(first + (number % 30000).to_bytes(2, "little") * (EAR_FRAME_SAMPLES - 1))
    return b"".join(frames)


def listener(tolerance: PauseTolerance = PauseTolerance.NORMAL) -> UtteranceSegmenter:
    return UtteranceSegmenter(ScriptedActivity(), tolerance)


def hear(script: str, tolerance: PauseTolerance = PauseTolerance.NORMAL) -> list[SegmenterEvent]:
    return listener(tolerance).push(spoken(script))


def kinds(heard: list[SegmenterEvent]) -> list[type]:
    return [type(each) for each in heard]


def joined(sounds) -> bytes:
    return b"".join(sound.pcm for sound in sounds)


def test_silence_is_nothing():
    assert hear("." * 300) == []


def test_a_click_is_not_speech():
    assert hear("..##..~~~~~..##......") == []


def test_an_utterance_starts_pauses_and_ends():
    heard = hear("." * 20 + "#" * 10 + "." * 60)
    assert kinds(heard) == [Started, More, Paused, UtteranceEnded]
    started, _, paused, ended = heard
    assert started.start_ms == (23 - PRE_ROLL_FRAMES) * EAR_FRAME_MS
    assert paused.silence_ms == 160
    assert ended.silence_ms == 1216
    assert ended.sound == paused.sound
    assert paused.sound.pcm == spoken("." * 20 + "#" * 10 + "." * 5)[10 * FRAME_BYTES :]


def test_speech_from_the_first_sample_is_kept():
    started = hear("###")[0]
    assert joined(started.sounds) == spoken("###")
    assert started.start_ms == 0


def test_unsure_sound_keeps_speech_going_but_does_not_take_it_up_again():
    assert Paused not in kinds(hear("###" + "~" * 20))
    assert kinds(hear("###" + "." * 5 + "~" * 60)) == [Started, More, Paused, UtteranceEnded]


def test_resuming_gives_the_whole_utterance_so_far():
    script = "#####......####"
    heard = hear(script)
    assert kinds(heard) == [Started, More, Paused, Resumed, More]
    paused, resumed, more = heard[2:]
    assert resumed.sounds[0] == paused.sound
    assert joined([*resumed.sounds, more.sound]) == spoken(script)


@pytest.mark.parametrize("tolerance", PauseTolerance)
@pytest.mark.parametrize(("probability", "column"), [(0.9, 0), (0.5, 1), (0.2, 2)])
def test_the_wait_follows_the_judgement(tolerance, probability, column):
    listening = listener(tolerance)
    listening.push(spoken("#" * 10 + "." * 5))
    listening.expect(probability)
    wait_ms = WAIT_MS[tolerance][column]
    assert listening.wait_left_ms == wait_ms - 160
    (ended,) = [
        each for each in listening.push(spoken("." * 100)) if isinstance(each, UtteranceEnded)
    ]
    assert wait_ms <= ended.silence_ms < wait_ms + EAR_FRAME_MS


def test_a_late_judgement_ends_at_once():
    listening = listener()
    listening.push(spoken("#" * 10 + "." * 20))
    listening.expect(0.9)
    (ended,) = listening.push(b"")
    assert ended.silence_ms == 640
    assert not listening.speaking
    assert listening.push(b"") == []


def test_a_judgement_holds_for_its_own_pause_only():
    listening = listener()
    listening.push(spoken("#" * 10 + "." * 5))
    listening.expect(0.9)
    assert kinds(listening.push(spoken("#" + "." * 30))) == [Resumed, More, Paused]


def test_an_endless_speech_is_ended_and_its_rest_is_the_next():
    frames = MAX_MS // EAR_FRAME_MS + 20
    heard = listener().push(spoken("#" * frames))
    assert kinds(heard) == [Started, More, UtteranceEnded, Started, More]
    assert heard[2].sound.duration_ms == pytest.approx(MAX_MS, abs=EAR_FRAME_MS)
    rest = [*heard[3].sounds, heard[4].sound]
    assert heard[2].sound.pcm + joined(rest) == spoken("#" * frames)


def test_what_was_in_an_utterance_is_not_before_the_next():
    heard = hear("#" * 5 + "." * 40 + "#" * 3)
    ended = next(each for each in heard if isinstance(each, UtteranceEnded))
    again = heard[-1]
    assert isinstance(again, Started)
    assert again.start_ms >= 5 * EAR_FRAME_MS + 160
    assert ended.sound.pcm == spoken("#" * 5 + "." * 5)
    assert joined(again.sounds) == spoken("#" * 5 + "." * 40 + "#" * 3)[-13 * FRAME_BYTES :]


def test_half_a_sample_is_refused_and_changes_nothing():
    listening = listener()
    with pytest.raises(BadInput):
        listening.push(spoken("###") + b"x")
    (started,) = listening.push(spoken("###"))
    assert joined(started.sounds) == spoken("###")


scripts = st.lists(
    st.tuples(st.sampled_from(".~#"), st.integers(1, 50)).map(lambda run: run[0] * run[1]),
    max_size=12,
).map("".join)
chunk_samples = st.lists(st.integers(0, 3 * EAR_FRAME_SAMPLES), min_size=1, max_size=30)


@given(scripts, chunk_samples, st.sampled_from(PauseTolerance))
def test_chunking_never_changes_what_is_heard(script, sizes, tolerance):
    sound = spoken(script)
    listening = listener(tolerance)
    heard: list[SegmenterEvent] = []
    for size in sizes:
        heard += listening.push(sound[: size * 2])
        sound = sound[size * 2 :]
    heard += listening.push(sound)
    whole = hear(script, tolerance)
    assert without_more(heard) == without_more(whole)
    assert live_sound(heard) == live_sound(whole)


@given(scripts)
def test_the_live_sound_is_the_utterance(script):
    live = b""
    for each in hear(script):
        match each:
            case Started(sounds=sounds):
                live = joined(sounds)
            case More(sound=sound):
                live += sound.pcm
            case Paused(sound=sound) | UtteranceEnded(sound=sound):
                assert sound.pcm == live
            case Resumed(sounds=sounds):
                assert sounds[0].pcm == live
                live = joined(sounds)


@given(scripts)
def test_no_sound_is_in_two_utterances(script):
    listening = listener()
    heard = listening.push(spoken(script + "." * 50))
    sound = b"".join(each.sound.pcm for each in heard if isinstance(each, UtteranceEnded))
    numbers = [sound[at + 2 : at + 4] for at in range(0, len(sound), FRAME_BYTES)]
    assert len(numbers) == len(set(numbers))
    assert not listening.speaking


def without_more(heard: list[SegmenterEvent]) -> list[SegmenterEvent]:
    return [each for each in heard if not isinstance(each, More)]


def live_sound(heard: list[SegmenterEvent]) -> list[bytes]:
    """What More gave between the other events."""
    stretches = [b""]
    for each in heard:
        if isinstance(each, More):
            stretches[-1] += each.sound.pcm
        else:
            stretches.append(b"")
    return stretches
