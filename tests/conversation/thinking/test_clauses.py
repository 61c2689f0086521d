"""A reply becomes clauses: early, at the right places, and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.conversation.thinking.clauses import MAX_CHARS, MAX_FIRST_CHARS, sentences
from services.conversation.thinking.think import Reply
from services.domain import Emotion

FELT = Reply.of("", Emotion.CARING)


def clauses(text: str, size: int = 3) -> list[str]:
    pieces = (text[start : start + size] for start in range(0, len(text), size))
    return [clause.text for clause in sentences(pieces, FELT)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oh no. What happened?", ["Oh no.", "What happened?"]),
        ("Well, I think, so it is.", ["Well, I think,", "so it is."]),
        ("I like that idea, really, I do. Yes.", ["I like that idea,", "really, I do.", "Yes."]),
        ("That is new — tell me all.", ["That is new —", "tell me all."]),
        ("Hmm, well... I do not know. No.", ["Hmm, well...", "I do not know.", "No."]),
        ("Go on... and then? Say.", ["Go on...", "and then?", "Say."]),
        ("It is 3.5 km, or 1,000 steps. Far!", ["It is 3.5 km,", "or 1,000 steps.", "Far!"]),
        ("It is 7:30 p.m. at Mr. Hill's. Ok?", ["It is 7:30 p.m. at Mr. Hill's.", "Ok?"]),
        ("See e.g. www.a.com/a?b=c now. Good.", ["See e.g. www.a.com/a?b=c now.", "Good."]),
        ("J. R. Smith came by. Nice.", ["J. R. Smith came by.", "Nice."]),
        ('He said "Stop!" and left. Yes.', ['He said "Stop!"', "and left.", "Yes."]),
        ("What?! No way!!! Really.", ["What?!", "No way!!!", "Really."]),
        ("Just a few words", ["Just a few words"]),
        ("   \n ", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_cuts_where_a_speaker_would(text: str, expected: list[str], size: int) -> None:
    got = clauses(text, size)
    assert "".join("".join(got).split()) == "".join(text.split())
    if "?!" not in text and "!!" not in text:
        assert got == expected


def reading(pieces: list[str], seen: list[str]) -> Iterator[str]:
    for piece in pieces:
        seen.append(piece)
        yield piece


@pytest.mark.parametrize(
    ("pieces", "needed"),
    [
        (["Oh", " no", "!", " What", " now", "?"], 3),
        (["Oh", " no", ".", " What", " now", "?"], 4),
        (["I", " am", " so", " glad", ",", " friend", "."], 6),
    ],
)
def test_the_first_clause_comes_as_soon_as_it_is_certain(pieces: list[str], needed: int) -> None:
    seen: list[str] = []
    next(sentences(reading(pieces, seen), FELT))
    assert len(seen) == needed


def test_a_long_first_clause_is_cut_at_a_space() -> None:
    first, *rest = clauses("word " * 60)
    assert MAX_FIRST_CHARS - 5 <= len(first) <= MAX_FIRST_CHARS
    assert all(len(clause) <= MAX_CHARS for clause in rest)


def test_a_long_first_clause_does_not_end_on_a_word_that_leads_on() -> None:
    first, rest = clauses("I hear that she likes eating the red apples of her garden.")
    assert first == "I hear that she likes eating"
    assert rest == "the red apples of her garden."


def test_clauses_carry_the_emotion_of_the_reply() -> None:
    reply = Reply.of("Poor you. Tell me more.", Emotion.CARING)
    assert {clause.emotion for clause in sentences(reply, reply)} == {Emotion.CARING}


WRITTEN = st.lists(
    st.sampled_from([*"ab 1.,?!…:;—-\n'\"”)(*", "Mr", "3.5", "...", "e.g. ", "语", "é"]),
    max_size=150,
).map("".join)


@given(text=WRITTEN | st.text(max_size=80), sizes=st.lists(st.integers(1, 9), min_size=1))
def test_no_character_is_lost(text: str, sizes: list[int]) -> None:
    pieces, start = [], 0
    while start < len(text):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(text[start : start + size])
        start += size
    got = [clause.text for clause in sentences(iter(pieces), FELT)]
    assert re.sub(r"\s+", "", "".join(got)) == re.sub(r"\s+", "", text)
    assert all(clause == clause.strip() and clause for clause in got)
