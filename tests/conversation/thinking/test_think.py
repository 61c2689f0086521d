"""From a prompt to a reply: the tag, the words, and where they end."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import Stream
from services.conversation.thinking.clauses import sentences
from services.conversation.thinking.emotion_tag import read, signed, untagged
from services.conversation.thinking.prompt import REPLY_TOKENS
from services.conversation.thinking.strip_markup import plain
from services.conversation.thinking.think import Reply, think
from services.domain import EMOTION_SIGNS, Emotion, Message
from services.providers.stub_stream import StubStream


class Written(Iterator[str]):
    """A stream of given pieces that notes whether it was closed."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = iter(pieces)
        self.closed = threading.Event()

    def __next__(self) -> str:
        return next(self.pieces)

    def close(self) -> None:
        self.closed.set()


class Author:
    """A chat model that writes these pieces."""

    name = "author"
    sees = False
    context_tokens = 4096

    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces
        self.asked: list[tuple[Sequence[Message], int]] = []

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        self.asked.append((messages, max_tokens))
        return Written(self.pieces)

    def warm(self, messages: Sequence[Message]) -> None:
        """Nothing to prepare."""


def split(text: str, sizes: Sequence[int]) -> list[str]:
    pieces, start = [], 0
    while start < len(text):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(text[start : start + size])
        start += size
    return pieces


SIZES = st.lists(st.integers(1, 7), min_size=1)


def test_the_emotion_is_known_with_the_first_piece() -> None:
    author = Author(":)", " Oh", " nice", ".", " Go", " on", ".")
    messages = [Message("user", "Hi.")]
    reply = think(messages, author)
    assert next(reply) == "Oh"
    assert reply.emotion is Emotion.HAPPY
    assert "".join(reply) == " nice. Go on."
    assert author.asked == [(messages, REPLY_TOKENS)]


@given(emotion=st.sampled_from(Emotion), sizes=SIZES, form=st.integers(0, 5))
def test_every_tag_is_read_however_it_is_split(
    emotion: Emotion, sizes: list[int], form: int
) -> None:
    tags = [EMOTION_SIGNS[emotion], f"{emotion}:", f"[{emotion}]", f"({emotion}):", f"*{emotion}*"]
    tag = [*tags, f" {emotion.capitalize()}:"][form]
    reply = Reply(Written(split(f"{tag} Oh dear. Yes.", sizes)), max_tokens=90)
    assert "".join(reply) == "Oh dear. Yes."
    assert reply.emotion is emotion


@pytest.mark.parametrize(
    "text",
    ["Happy to hear that.", "Hello.", "excited: Wow.", "Sad, really.", "(", ":", "Caringly done."],
)
@given(sizes=SIZES)
def test_no_tag_is_neutral_and_nothing_is_lost(text: str, sizes: list[int]) -> None:
    emotion, pieces = untagged(iter(split(text, sizes)))
    assert (emotion, "".join(pieces)) == (Emotion.NEUTRAL, text)


@given(text=st.text(max_size=60), sizes=SIZES)
def test_reading_the_tag_does_not_depend_on_the_pieces(text: str, sizes: list[int]) -> None:
    emotion, pieces = untagged(iter(split(text, sizes)))
    assert (emotion, "".join(pieces)) == (read(text)[0] or Emotion.NEUTRAL, read(text)[1])


def test_a_plain_word_is_not_held_for_a_tag() -> None:
    seen = []

    def pieces() -> Iterator[str]:
        for piece in ("Hello", " you", "."):
            seen.append(piece)
            yield piece

    _, rest = untagged(pieces())
    assert next(rest) == "Hello"
    assert seen == ["Hello"]


def test_words_are_written_as_signs() -> None:
    assert signed("happy: Hello.") == ":) Hello."
    assert signed("Hello.") == "Hello."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*smiles* Hello there.", "Hello there."),
        ("Hello. *waves slowly* Come in.", "Hello. Come in."),
        ("I *really* mean **it**, `ok`?", "I really mean it, ok?"),
        ("[laughs] You.", "You."),
        ("See [this page](https://example.com/a).", "See this page."),
        ("Nice 😊👍🏽 day ❤️!", "Nice day !"),
        ("So good :) you see :D", "So good you see "),
        ("# Title\n- one\n2. two\nend", "Title one two end"),
        ("42. That is it.", "42. That is it."),
        ("It is 7:30, 3 * 4, snake_case.", "It is 7:30, 3 * 4, snake_case."),
        ("A [ that is never closed, and goes on for long. " * 2, None),
        ("Oh *that is never closed either and it goes on and on for very long indeed", None),
        ("Plain: 5% of $3.50 (yes) – “ok”.", "Plain: 5% of $3.50 (yes) – “ok”."),
    ],
)
@given(sizes=SIZES)
def test_what_nobody_says_is_left_out(text: str, expected: str | None, sizes: list[int]) -> None:
    expected = text.replace("*", "") if expected is None else expected
    assert "".join(plain(iter(split(text, sizes)))) == expected


MARKED = st.text(alphabet=st.sampled_from([*"ab .*_[]()`#\n-1:;)D>", "😊", "♥", "é"]), max_size=150)


@given(text=MARKED | st.text(max_size=80), sizes=SIZES)
def test_cleaning_does_not_depend_on_the_pieces(text: str, sizes: list[int]) -> None:
    assert "".join(plain(iter(split(text, sizes)))) == "".join(plain(iter([text])))


@given(text=st.text(alphabet="abc ,.?!'é", max_size=100))
def test_clean_text_stays_as_it_is(text: str) -> None:
    said = "".join(plain(iter([text])))
    assert said.split() == text.split()


def test_a_reply_that_was_cut_ends_at_a_sentence() -> None:
    pieces = ["Oh", " no", ".", " That", " is", " a", " pity", ".", " I", " hope", " you"]
    assert "".join(Reply(Written(pieces), max_tokens=11)) == "Oh no. That is a pity."


def test_a_reply_that_only_lacks_its_last_mark_is_whole() -> None:
    pieces = ["Oh", " no", ".", " See", " you"]
    assert "".join(Reply(Written(pieces), max_tokens=90)) == "Oh no. See you"


def test_one_cut_sentence_is_better_than_none() -> None:
    assert "".join(Reply(Written(["I", " hope", " you"]), max_tokens=3)) == "I hope you"


def test_close_reaches_the_model_and_ends_the_reply() -> None:
    stream = Written([":)", " Oh", " yes", "."])
    reply = Reply(stream, max_tokens=90)
    next(reply)
    reply.close()
    assert stream.closed.is_set()
    assert list(reply) == []


def test_a_known_reply_is_said_as_it_is() -> None:
    reply = Reply.of("Where was I? Yes, the dog.", Emotion.AMUSED)
    assert "".join(reply) == "Where was I? Yes, the dog."
    assert reply.emotion is Emotion.AMUSED


def test_a_first_sentence_is_over_at_the_space_after_it() -> None:
    taken: list[str] = []

    def written() -> Iterator[str]:
        for piece in (":(", " That", " is", " sad", ".", " What", " now", "?"):
            taken.append(piece)
            yield piece

    reply = Reply(StubStream(written()), max_tokens=90)
    assert next(sentences(reply, reply)).text == "That is sad."
    assert taken[-1] == " What"
