"""The embedded observer on real photos, and on frames with nothing in them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from benchmarks.observer import is_right, told, truth
from services.conversation.vision.facts import ABOUT_PERSON, kinds_of
from services.conversation.vision.gestures import gestures
from services.domain import Picture, Sight
from services.engine.engine import Engine
from services.engine.remote import RemoteObserver
from services.errors import UnsupportedFile
from services.providers.vision.embedded import EmbeddedObserver
from services.settings import Settings
from tests.looks import SKIN_OF, Look, framed, looks, people, sent, with_hand
from tests.photos import astronaut
from tests.portraits.turning import turned

MIN_RIGHT = {"faces": 1.0, "facing": 0.97, "expression": 0.8, "gesture": 0.9, "light": 0.97}
STEP_MS = 120


@pytest.fixture(scope="module")
def observer() -> EmbeddedObserver:
    return EmbeddedObserver.from_settings(Settings.load({}))


@pytest.fixture(scope="module")
def answered(observer: EmbeddedObserver) -> list[tuple[Look, dict[str, str]]]:
    return [(look, told(observer.look(look.picture))) for look in looks()]


def picture(image: Image.Image, at_ms: int = 0, source: str = "camera") -> Picture:
    return Picture(sent(image), image.width, image.height, at_ms, source)


@pytest.mark.parametrize("question", MIN_RIGHT)
def test_labelled_frames(question: str, answered: list[tuple[Look, dict[str, str]]]) -> None:
    counted: Counter[bool] = Counter()
    for look, answers in answered:
        true = truth(look).get(question)
        if true is not None:
            counted[is_right(true, answers[question])] += 1
    assert counted.total() >= 35
    assert counted[True] / counted.total() >= MIN_RIGHT[question]


def test_no_expression_and_no_gesture_is_made_up(
    answered: list[tuple[Look, dict[str, str]]],
) -> None:
    """To miss one is honest, to tell one that is not there is not."""
    for question in ("expression", "gesture"):
        made_up = [
            look.name
            for look, answers in answered
            if truth(look).get(question) == "none" and answers[question] not in ("none", "unsure")
        ]
        assert made_up == []


def test_nothing_is_claimed_on_frames_without_anyone(
    answered: list[tuple[Look, dict[str, str]]],
) -> None:
    empty = [answers for look, answers in answered if look.faces == 0]
    assert len(empty) >= 5
    for answers in empty:
        nobody = {"faces": "0", "facing": "nobody", "expression": "none", "gesture": "none"}
        assert answers == {**nobody, "light": answers["light"]}


@settings(max_examples=25)
@given(
    colour=st.tuples(*[st.integers(0, 255)] * 3),
    noise=st.integers(0, 60),
    seed=st.integers(0, 1000),
)
def test_colours_and_noise_are_nobody(
    observer: EmbeddedObserver, colour: tuple[int, int, int], noise: int, seed: int
) -> None:
    grain = np.random.default_rng(seed).integers(0, noise + 1, (240, 320, 3))
    pixels = np.clip(np.array(colour) + grain, 0, 255).astype(np.uint8)
    kinds = kinds_of(observer.look(picture(Image.fromarray(pixels))))
    assert not set(kinds) & set(ABOUT_PERSON)


def test_a_screen_is_not_looked_into(observer: EmbeddedObserver) -> None:
    smiling = framed(people()["obama"])
    sight = observer.look(picture(smiling, source="screen"))
    assert sight == Sight("screen", 0, 640, 480, pattern=sight.pattern)
    assert len(sight.pattern) == 16 * 9


@pytest.mark.parametrize("jpeg", [b"", b"\xff\xd8\xff", b"<html>", b"\xff\xd8\xff" + b"x" * 5000])
def test_what_is_no_picture_is_refused(observer: EmbeddedObserver, jpeg: bytes) -> None:
    with pytest.raises(UnsupportedFile):
        observer.look(Picture(jpeg, 640, 480, 0))


def test_a_frame_that_unpacks_to_gigabytes_is_refused(observer: EmbeddedObserver) -> None:
    with pytest.raises(UnsupportedFile):
        observer.look(picture(Image.new("L", (8000, 8000))))


def hand_to_and_fro(degrees: float) -> Iterator[Image.Image]:
    smiling = framed(people()["obama"])
    for index in range(14):
        lean = degrees * math.sin(index * 1.1)
        yield with_hand(smiling, "spread", SKIN_OF["obama"], lean_degrees=lean).resize((320, 240))


@pytest.mark.parametrize(("degrees", "seen"), [(22, {"wave"}), (2, set())])
def test_a_waving_hand(observer: EmbeddedObserver, degrees: float, seen: set[str]) -> None:
    frames = [picture(image, i * STEP_MS) for i, image in enumerate(hand_to_and_fro(degrees))]
    assert gestures([observer.look(frame) for frame in frames]) == seen


@pytest.mark.parametrize(("degrees", "seen"), [(16, {"shake"}), (2, set())])
def test_a_shaken_head(observer: EmbeddedObserver, degrees: float, seen: set[str]) -> None:
    photo = ImageOps.fit(astronaut().image, (480, 480), centering=(0.4, 0.1))
    poses = [turned(photo, degrees * math.sin(index * 1.1)) for index in range(4)]
    frames = [picture(framed(poses[i % 4]), i * 3 * STEP_MS) for i in range(10)]
    assert gestures([observer.look(frame) for frame in frames]) == seen


def test_in_an_engine_of_its_own(observer: EmbeddedObserver) -> None:
    smiling = picture(framed(people()["obama"]), 7)
    engine = Engine("eyes", environment=None)
    try:
        remote = RemoteObserver(engine, "embedded")
        assert remote.look(smiling) == replace(observer.look(smiling), taken_ms=7)
    finally:
        engine.close()
