"""The encoder that runs here: near in meaning is near in numbers."""

from __future__ import annotations

import numpy as np
import pytest

from services.providers.memory.embedded import MAX_CHARS, EmbeddedEncoder
from services.providers.memory.stub import StubEncoder
from services.settings import Settings
from services.storage.ranking import Usual, by_meaning, labelled, vector_of

TOLD = {
    1: labelled("pets", "Your cat is called Milo."),
    2: labelled("home", "You moved to Porto last weekend."),
    3: labelled("dates", "You turned forty last week."),
    4: labelled("health", "You are allergic to peanuts."),
}


@pytest.fixture(scope="module")
def encoder() -> EmbeddedEncoder:
    return EmbeddedEncoder.from_settings(Settings.load({}))


@pytest.fixture(scope="module")
def usual(encoder: EmbeddedEncoder) -> Usual:
    return Usual.of(encoder)


@pytest.fixture(scope="module")
def told(encoder: EmbeddedEncoder) -> dict[int, bytes]:
    return dict(zip(TOLD, encoder.encode(list(TOLD.values()), asking=False), strict=True))


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("How is my kitten doing?", 1),
        ("Which city do I live in now?", 2),
        ("How old am I?", 3),
        ("Can I eat this snack with nuts?", 4),
    ],
)
def test_other_words_of_the_same_meaning_find_it(
    encoder: EmbeddedEncoder, usual: Usual, told: dict[int, bytes], words: str, means: int
) -> None:
    meaning = usual.meaning(encoder.encode([words], asking=True)[0])
    assert by_meaning(meaning, told)[0] == means


@pytest.mark.parametrize("words", ["Hello, how are you?", "Okay, bye then!", "Tell me a riddle."])
def test_small_talk_finds_nothing(
    encoder: EmbeddedEncoder, usual: Usual, told: dict[int, bytes], words: str
) -> None:
    meaning = usual.meaning(encoder.encode([words], asking=True)[0])
    assert by_meaning(meaning, told) == []


@pytest.mark.parametrize("kind", [EmbeddedEncoder, StubEncoder])
@pytest.mark.parametrize("text", ["", "x\0y", "\ud800", "語" * 3 * MAX_CHARS, "a b"])
def test_any_text_has_a_vector_of_length_one(kind: type, text: str) -> None:
    encoder = kind.from_settings(Settings.load({}))
    (vector,) = encoder.encode([text], asking=False)
    assert np.linalg.norm(vector_of(vector)) == pytest.approx(1, abs=1e-3)
    assert encoder.encode([], asking=True) == []
