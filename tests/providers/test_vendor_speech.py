"""Text in parts, characters into words, and the language of a voice."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain import Sound, Voice
from services.errors import ProviderUnavailable
from services.providers.speech.characters import Characters
from services.providers.speech.parts import evenly, parts
from tests.contracts import cases
from tests.vendors import tones
from tests.vendors.gtts_server import GttsServer

RATE_HZ = tones.RATE_HZ
WORDS = st.lists(st.text("abcé語", min_size=1, max_size=12), min_size=1, max_size=30)
GTTS = next(entry for entry in cases.of("speech") if entry.name == "gtts")


@given(text=st.text(max_size=400), most=st.integers(1, 60))
def test_parts_lose_no_word_and_keep_their_bound(text: str, most: int) -> None:
    made = list(parts(text, most))
    assert " ".join(made) == " ".join(text.split())
    assert all(len(part) <= most or " " not in part for part in made)


@given(words=WORDS, cuts=st.lists(st.integers(1, 9), min_size=1), restarts=st.booleans())
def test_characters_in_any_chunks_are_the_same_words(
    words: list[str], cuts: list[int], restarts: bool
) -> None:
    text = " ".join(words)
    characters = Characters(text, RATE_HZ, "vendor")
    pieces, sent, at = [], b"", 0
    while at < len(text):
        chunk = text[at : at + cuts[at % len(cuts)]]
        start = 0 if restarts else at
        times = [(0.06 * (start + i), 0.06 * (start + i + 1)) for i in range(len(chunk))]
        sent += tones.spoken(chunk).pcm
        characters.add(tones.spoken(chunk).pcm, times)
        pieces += characters.ready()
        at += len(chunk)
    pieces += characters.rest()
    assert " ".join(piece.text for piece in pieces) == text
    assert b"".join(piece.sound.pcm for piece in pieces) == sent
    before_ms, place = 0.0, 0
    for piece in pieces:
        assert "".join(letter.text for letter in piece.characters) == piece.text
        for word in piece.words:
            assert abs(before_ms + word.start_ms - 60 * place) <= 1
            place += len(word.text) + 1
        before_ms += piece.sound.duration_ms


def test_missing_characters_are_told() -> None:
    characters = Characters("two words", RATE_HZ, "vendor")
    characters.add(tones.spoken("two").pcm, [(0, 0.06), (0.06, 0.12), (0.12, 0.18)])
    with pytest.raises(ProviderUnavailable, match="missing"):
        list(characters.rest())


@given(words=WORDS, quiet_ms=st.integers(0, 500))
def test_words_share_what_sounds(words: list[str], quiet_ms: int) -> None:
    text, hush = " ".join(words), bytes(2 * RATE_HZ * quiet_ms // 1000)
    sound = Sound(hush + tones.spoken(text).pcm + hush, RATE_HZ)
    timed = evenly(text, sound).words
    assert [word.text for word in timed] == words
    assert abs(timed[0].start_ms - quiet_ms) <= 3
    assert abs(timed[-1].end_ms - (sound.duration_ms - quiet_ms)) <= 3
    assert all(left.end_ms == right.start_ms for left, right in pairwise(timed))


def test_silence_has_words_too() -> None:
    assert evenly("one two", Sound(bytes(48_000), RATE_HZ)).words[-1].end_ms == 1000


@pytest.mark.parametrize(
    ("name", "sign"), [("openai", '"speed": 0.8'), ("elevenlabs", '"speed":0.8'), ("gtts", "true")]
)
def test_a_vendor_is_told_the_pace(name: str, sign: str) -> None:
    [entry] = [entry for entry in cases.of("speech") if entry.name == name]
    with cases.server_for(entry) as server:
        speech = cases.provider(entry, server)
        bodies = []
        for pace in (1.0, 0.8):
            list(speech.speak("Hello.", replace(speech.voices()[0], pace=pace)))
            bodies.append(unquote(server.asked[-1].body.decode()))
        assert [sign in body for body in bodies] == [False, True], bodies


@pytest.mark.parametrize(
    ("voice", "language"),
    [
        (Voice("gtts/de", "German", "de"), "de"),
        (Voice("gtts/zh-CN", "Chinese", "zh-CN"), "zh-CN"),
        (Voice("hibari/heart", "Heart", "en"), "en"),
        (Voice("kokoro/x", "X", "pt-br"), "pt"),
        (Voice("kokoro/x", "X", "tlh"), "en"),
    ],
)
def test_google_speaks_the_language_of_the_voice(voice: Voice, language: str) -> None:
    with GttsServer() as server:
        list(cases.provider(GTTS, server).speak("Guten Tag.", voice))
        assert server.spoken == [("Guten Tag.", language)]
