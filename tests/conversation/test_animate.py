import json
from itertools import pairwise
from pathlib import Path

import pytest
from hibari.tts import ASSETS
from hypothesis import given
from hypothesis import strategies as st

from services.conversation.animate import animate, visemes
from services.conversation.mouth import LENGTH_MARK, OF_IPA, STRESS_MARKS
from services.domain import Emotion, Scene, Sound, Speech, Spoken, Timed
from services.providers.speech.timing import IPA, MARKS

OCULUS_15 = {
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U",
}  # fmt: skip
NOT_SOUNDS = MARKS | STRESS_MARKS | set(LENGTH_MARK) | set("↓→↗↘\u0303ʰʲᵝ")


def speech(duration_ms: int, phonemes: list[Timed], words: tuple[Timed, ...] = ()) -> Speech:
    sound = Sound(bytes(2 * 24 * duration_ms), 24_000)
    return Speech("hello", sound, tuple(phonemes), words)


@st.composite
def timed_phonemes(draw):
    """Phonemes as a synthesizer gives them: ascending, some touching, some with gaps."""
    at, found = 0, []
    symbols = st.sampled_from([*sorted(OF_IPA), "ˈ", "ˌ", "ː", "?"])
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 300)))):
        found.append(Timed(at + gap, at + gap + length, draw(symbols)))
        at += gap + length
    return found


@given(timed_phonemes(), st.integers(0, 2000))
def test_visemes_cover_the_sound_without_gap_or_overlap(phonemes, extra_ms):
    duration_ms = (phonemes[-1].end_ms if phonemes else 0) + extra_ms
    track = visemes(speech(duration_ms, phonemes))

    edges = [0, *(shape.end_ms for shape in track)]
    assert [shape.start_ms for shape in track] == edges[:-1]
    assert edges[-1] == duration_ms
    assert all(shape.start_ms < shape.end_ms for shape in track)
    assert all(left.id != right.id for left, right in pairwise(track))
    assert all(shape.id in OCULUS_15 and 0 <= shape.weight <= 1 for shape in track)


@given(timed_phonemes(), st.integers(0, 500))
def test_visemes_stay_within_a_sound_that_ends_early(phonemes, duration_ms):
    track = visemes(speech(duration_ms, phonemes))

    assert sum(shape.end_ms - shape.start_ms for shape in track) == duration_ms


def test_every_sound_the_embedded_voices_can_make_has_a_shape():
    vocabulary = json.loads((Path(ASSETS) / "vocab.json").read_text("utf-8"))
    sounds = {letter for symbol in vocabulary for letter in IPA.get(symbol, symbol)} - NOT_SOUNDS

    assert sounds - set(OF_IPA) == set()
    assert set(OF_IPA.values()) == OCULUS_15 - {"sil"}


@pytest.mark.parametrize(
    ("sound", "shape"),
    [("m", "PP"), ("f", "FF"), ("θ", "TH"), ("t", "DD"), ("k", "kk"), ("ʃ", "CH"), ("s", "SS"),
     ("n", "nn"), ("ɹ", "RR"), ("ɑ", "aa"), ("ɛ", "E"), ("i", "I"), ("o", "O"), ("u", "U")],
)  # fmt: skip
def test_a_sound_is_made_with_its_mouth_shape(sound, shape):
    assert [v.id for v in visemes(speech(100, [Timed(0, 100, sound)]))] == [shape]


def test_a_stressed_vowel_opens_the_mouth_further():
    plain = visemes(speech(100, [Timed(0, 100, "ɑ")]))
    stressed = visemes(speech(100, [Timed(0, 20, "ˈ"), Timed(20, 100, "ɑ")]))

    assert [(v.start_ms, v.end_ms) for v in stressed] == [(0, 100)]
    assert stressed[0].weight > plain[0].weight


def test_a_length_mark_holds_the_vowel_before_it():
    track = visemes(speech(200, [Timed(0, 50, "ɑ"), Timed(50, 200, "ː")]))

    assert [(v.start_ms, v.end_ms, v.id) for v in track] == [(0, 200, "aa")]


def test_the_mouth_closes_in_a_pause_but_not_between_two_sounds():
    sounds = [Timed(0, 100, "ɑ"), Timed(130, 200, "s"), Timed(400, 500, "ɑ")]

    track = visemes(speech(600, sounds))

    assert [v.id for v in track] == ["aa", "SS", "sil", "aa", "sil"]


def test_without_phonemes_the_letters_of_the_words_move_the_mouth():
    words = (Timed(100, 400, "Map"), Timed(400, 400, "🙂"))

    track = visemes(speech(500, [], words))

    assert [(v.start_ms, v.id) for v in track] == [
        (0, "sil"), (100, "PP"), (200, "aa"), (300, "PP"), (400, "sil")
    ]  # fmt: skip


def test_a_scene_keeps_the_speech_and_the_emotion():
    said = speech(100, [Timed(0, 100, "ɑ")])

    scenes = list(animate(iter([Spoken(said, Emotion.HAPPY)])))

    assert scenes == [Scene(said, visemes(said), Emotion.HAPPY)]
