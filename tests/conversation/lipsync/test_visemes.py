import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hibari.tts import ASSETS
from hypothesis import assume, example, given
from hypothesis import strategies as st

from services.conversation.lipsync.letter_to_sound import phonemes, spread
from services.conversation.lipsync.mouth_shapes import LENGTH_MARK, OF_IPA, STRESS_MARKS
from services.conversation.lipsync.visemes import animate, visemes
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


@example([Timed(0, 2, "a")], 2000)
@given(timed_phonemes(), st.integers(0, 2000))
def test_visemes_cover_the_sound_without_gap_or_overlap(phonemes, extra_ms):
    duration_ms = (phonemes[-1].end_ms if phonemes else 0) + extra_ms
    track = visemes(speech(duration_ms, phonemes))
    assume(track)

    edges = [0, *(shape.end_ms for shape in track)]
    assert [shape.start_ms for shape in track] == edges[:-1]
    assert edges[-1] == duration_ms
    assert all(shape.start_ms < shape.end_ms for shape in track)
    assert all(left.id != right.id for left, right in pairwise(track))
    assert all(shape.id in OCULUS_15 and 0 <= shape.weight <= 1 for shape in track)


@given(timed_phonemes(), st.integers(0, 500))
def test_visemes_stay_within_a_sound_that_ends_early(phonemes, duration_ms):
    track = visemes(speech(duration_ms, phonemes))

    assert sum(shape.end_ms - shape.start_ms for shape in track) in {duration_ms, 0}


@pytest.mark.parametrize("bilabial", "pbm")
@given(before_ms=st.integers(30, 300), lasts_ms=st.integers(20, 150), after_ms=st.integers(30, 300))
def test_lips_are_closed_for_all_of_a_bilabial_and_a_little_before(
    bilabial, before_ms, lasts_ms, after_ms
):
    edges = [0, before_ms, before_ms + lasts_ms, before_ms + lasts_ms + after_ms]
    sounds = [
        Timed(*times, sound) for times, sound in zip(pairwise(edges), f"ɑ{bilabial}ɑ", strict=True)
    ]

    _, closed, _ = visemes(speech(edges[-1], sounds))

    assert (closed.id, closed.weight) == ("PP", 1.0)
    assert closed.start_ms <= edges[1] - min(20, 0.4 * before_ms - 1)
    assert closed.end_ms == edges[2]


@given(timed_phonemes())
def test_no_sound_loses_more_than_its_share_to_what_follows(phonemes):
    track = visemes(speech(5000, [Timed(0, 200, "ɑ"), *(_later(phonemes, 200))]))

    assert track[0].id == "aa"
    assert track[0].end_ms - track[0].start_ms >= 0.6 * 200 - 1


def _later(phonemes: list[Timed], by_ms: int) -> list[Timed]:
    return [Timed(one.start_ms + by_ms, one.end_ms + by_ms, one.text) for one in phonemes]


def test_lips_round_ahead_of_their_vowel():
    sounds = [Timed(0, 100, "k"), Timed(100, 250, "u"), Timed(250, 300, "l")]

    tongue, rounded, _, _ = visemes(speech(400, sounds))

    assert (tongue.id, rounded.id) == ("kk", "U")
    assert rounded.start_ms == 65


@pytest.mark.parametrize("rounded", "uʊw")
def test_rounded_sounds_round_the_lips(rounded):
    assert [v.id for v in visemes(speech(100, [Timed(0, 100, rounded)]))] == ["U"]


def test_the_mouth_opens_before_it_sounds_and_closes_after():
    track = visemes(speech(600, [Timed(200, 350, "ɑ")]))

    assert [(v.start_ms, v.end_ms, v.id) for v in track] == [
        (0, 150, "sil"), (150, 410, "aa"), (410, 600, "sil")
    ]  # fmt: skip


def test_a_breath_is_in_the_shape_of_what_it_leads_to():
    track = visemes(speech(200, [Timed(0, 60, "h"), Timed(60, 200, "u")]))

    assert [(v.start_ms, v.end_ms, v.id) for v in track] == [(0, 200, "U")]


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


def test_a_vowel_said_quietly_opens_the_mouth_less():
    samples = np.repeat(np.float32([0.4, 0.0, 0.1, 0.0]), [4800, 4800, 4800, 4800])
    sounds = [Timed(0, 200, "ɑ"), Timed(200, 400, "m"), Timed(400, 600, "ɑ"), Timed(600, 800, "m")]

    loud, _, quiet, closed, *_ = visemes(
        Speech("", Sound.from_samples(samples, 24_000), tuple(sounds))
    )

    assert loud.weight > 1.5 * quiet.weight > 0.2
    assert closed.weight == 1.0


def test_a_length_mark_holds_the_vowel_before_it():
    track = visemes(speech(200, [Timed(0, 50, "ɑ"), Timed(50, 200, "ː")]))

    assert [(v.start_ms, v.end_ms, v.id) for v in track] == [(0, 200, "aa")]


def test_the_mouth_closes_in_a_pause_but_not_between_two_sounds():
    sounds = [Timed(0, 100, "ɑ"), Timed(130, 200, "s"), Timed(400, 500, "ɑ")]

    track = visemes(speech(600, sounds))

    assert [v.id for v in track] == ["aa", "SS", "sil", "aa", "sil"]


def shapes_of(track):
    return [v.id for v in track if v.id != "sil"]


def test_without_phonemes_the_letters_of_the_words_move_the_mouth():
    words = (Timed(100, 400, "Map"), Timed(400, 400, "🙂"))

    track = visemes(speech(500, [], words))

    assert shapes_of(track) == ["PP", "aa", "PP"]
    assert track[0].end_ms == 50
    assert 150 < track[2].start_ms < 200


@pytest.mark.parametrize(
    ("word", "shapes"),
    [("shell", ["CH", "E", "nn"]), ("boot", ["PP", "U", "DD"]), ("phone", ["FF", "O", "nn"]),
     ("make", ["PP", "aa", "kk"]), ("Bücher", ["PP", "aa", "CH", "RR"]), ("toe", ["DD", "O", "U"]),
     ("quick", ["kk", "U", "I", "kk"]), ("three", ["TH", "RR", "I"]),
     ("night", ["nn", "aa", "I", "DD"]), ("7", ["SS", "E", "FF", "E", "nn"])],
)  # fmt: skip
def test_letters_are_read_roughly_as_they_sound(word, shapes):
    assert shapes_of(visemes(speech(900, [], (Timed(0, 900, word),)))) == shapes


def test_characters_with_times_are_better_than_words():
    characters = tuple(Timed(100 * i, 100 * i + 100, char) for i, char in enumerate("up, oh"))
    said = Speech("up, oh", Sound(bytes(2 * 24 * 600), 24_000), (), (), characters)

    track = visemes(said)

    closed = next(v for v in track if v.id == "PP")
    assert 60 <= closed.start_ms <= 100
    assert shapes_of(track) == ["aa", "PP", "O"]


def test_letters_that_are_not_spoken_lengthen_the_sound_before_them():
    timed = [(char.start_ms, char.end_ms, char.text) for char in phonemes(
        tuple(Timed(100 * i, 100 * i + 100, char) for i, char in enumerate("time"))
    )]  # fmt: skip

    assert timed == [(0, 100, "t"), (100, 100, "ˈ"), (100, 200, "ɪ"), (200, 400, "m")]


@given(st.lists(st.tuples(st.text(max_size=12), st.integers(0, 900)), max_size=8))
def test_any_text_gives_phonemes_within_its_time(words):
    at_ms, timed = 0, []
    for text, lasts_ms in words:
        timed.append(Timed(at_ms, at_ms + lasts_ms, text))
        at_ms += lasts_ms

    found = list(phonemes(spread(tuple(timed))))

    assert all(0 <= one.start_ms <= one.end_ms <= at_ms for one in found)
    assert all(left.start_ms <= right.start_ms for left, right in pairwise(found))
    assert {one.text for one in found} <= set(OF_IPA) | STRESS_MARKS


def test_a_sound_that_nothing_is_known_about_has_no_track():
    assert visemes(speech(500, [], (Timed(0, 500, "こんにちは"),))) == ()


def test_a_scene_keeps_the_speech_and_the_emotion():
    said = speech(100, [Timed(0, 100, "ɑ")])

    scenes = list(animate(iter([Spoken(said, Emotion.HAPPY)])))

    assert scenes == [Scene(said, visemes(said), Emotion.HAPPY)]
