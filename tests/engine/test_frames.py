"""Frames: what goes in comes out, and nothing else gets through."""

from __future__ import annotations

import io
import struct
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from services import domain
from services.domain import Emotion, Message, Picture, Sound, Speech, Timed, Transcript
from services.engine import frames
from services.engine.frames import Frame
from services.errors import (
    BadInput,
    CompanionError,
    Interrupted,
    ProviderBusy,
    ProviderUnavailable,
    TooLarge,
)

words = some.text(max_size=20)
times = some.builds(Timed, some.integers(0, 9999), some.integers(0, 9999), words)
sounds = some.builds(Sound, some.binary(max_size=64), some.sampled_from([16_000, 24_000]))
pictures = some.builds(Picture, some.binary(max_size=9), *[some.integers(0, 9)] * 3)
nouns = some.one_of(
    sounds,
    some.sampled_from(Emotion),
    some.builds(Transcript, words, some.booleans()),
    some.builds(Message, words, words, some.none() | pictures),
    some.builds(Speech, words, sounds, some.tuples(times), some.tuples(times, times)),
)
values = some.recursive(
    nouns | some.none() | some.booleans() | some.floats(allow_nan=False) | words,
    lambda inner: some.lists(inner) | some.tuples(inner, inner) | some.dictionaries(words, inner),
    max_leaves=8,
)


def crossed(frame: Frame) -> Frame | None:
    return frames.receive(io.BytesIO(frames.encode(frame)).read)


@given(words, some.integers(0, 2**40), values)
def test_a_frame_arrives_as_it_was_sent(kind: str, request: int, body: object) -> None:
    arrived = crossed(Frame(kind, request, body))
    assert arrived == Frame(kind, request, body)
    assert repr(arrived) == repr(Frame(kind, request, body))


def test_every_noun_may_cross() -> None:
    assert {"Sound", "Speech", "Message", "Voice", "Transcript"} <= frames.DATACLASSES.keys()
    assert all(fields(noun) for noun in frames.DATACLASSES.values())
    assert domain.PauseTolerance in frames.ENUMS.values()


def test_an_error_keeps_its_kind_and_what_it_knows() -> None:
    frame = crossed(Frame("error", 1, ProviderBusy("full", provider="p", retry_after_s=2.5)))
    assert frame
    error = frame.body
    assert type(error) is ProviderBusy
    assert (error.detail, error.provider, error.retry_after_s) == ("full", "p", 2.5)
    assert str(error) == "full"


@pytest.mark.parametrize("kind", frames.ERRORS.values(), ids=frames.ERRORS)
def test_every_error_may_cross(kind: type[Exception]) -> None:
    frame = crossed(Frame("error", 1, kind("why")))
    assert frame
    assert type(frame.body) is kind
    assert frame.body.args == kind("why").args
    assert issubclass(kind, CompanionError | Interrupted)


def test_a_number_of_numpy_arrives_as_a_plain_one() -> None:
    assert crossed(Frame("item", 1, np.float32(0.5))) == Frame("item", 1, 0.5)


@pytest.mark.parametrize("value", [object(), {1, 2}, 1 << 70, ValueError("x"), Frame, range(3)])
def test_anything_else_is_named_and_refused(value: object) -> None:
    with pytest.raises(ProviderUnavailable, match="cannot cross"):
        frames.encode(Frame("item", 1, value))


def test_a_frame_above_the_bound_is_refused_by_both_sides() -> None:
    with pytest.raises(TooLarge):
        frames.encode(Frame("item", 1, bytes(frames.MAX_BYTES)))
    announced = io.BytesIO(struct.pack(">I", frames.MAX_BYTES + 1))
    with pytest.raises(ProviderUnavailable, match="announced"):
        frames.receive(announced.read)


@given(some.binary(max_size=200))
def test_noise_is_either_a_frame_or_refused(noise: bytes) -> None:
    try:
        frame = frames.receive(io.BytesIO(noise).read)
    except ProviderUnavailable:
        return
    assert frame is None or isinstance(frame, Frame)


@given(some.binary(max_size=200))
def test_noise_of_the_right_length_is_refused_too(noise: bytes) -> None:
    try:
        frames.decode(noise)
    except (ProviderUnavailable, BadInput):
        return


@given(values, some.integers(1, 30))
def test_a_frame_cut_short_is_the_end(body: object, missing: int) -> None:
    packed = frames.encode(Frame("item", 1, body))
    assert frames.receive(io.BytesIO(packed[:-missing]).read) is None
