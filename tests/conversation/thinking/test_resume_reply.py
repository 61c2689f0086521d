"""An answer that outlives the models that give it: no word lost, none said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.conversation.thinking.resume_reply import (
    APOLOGY,
    APOLOGY_AFTER_SOME,
    GO_ON,
    answer,
    or_sorry,
    unrepeated,
)
from services.domain import Clause, Emotion, Message
from services.errors import NobodyLeft, ProviderError, ProviderUnavailable
from tests.providers.scripts import Author, Notes, Scripted, chat_of

HELLO = [Message("user", "hello")]
SENTENCES = (
    "Rivers run down to the sea.",
    "Nobody asked for a map, though.",
    "Is anyone still awake?",
    "Seven owls, two foxes and a bear came by.",
    "Mornings are best!",
)
TALE = " ".join(SENTENCES)


class Storyteller(Author):
    """Tells the tale from where it was left, and breaks off after some letters."""

    def __init__(self, name: str, letters: int | None, *, repeats: int = 0) -> None:
        super().__init__(name, [])
        self.letters = letters
        self.repeats = repeats
        """How many words of what was said it says again, before it goes on."""

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Scripted[str]:
        said = messages[-2].text.partition(" ")[2] if messages[-1].text == GO_ON else ""
        assert TALE.startswith(said)
        again = said.split()[len(said.split()) - self.repeats :] if said and self.repeats else []
        text = " ".join([":)", *again, TALE.removeprefix(said).strip()])
        script: list[object] = re.findall(r"\s*\S+\s*", text[: self.letters])
        if self.letters is not None:
            script.append(ProviderUnavailable("cut"))
        self.scripts = [script]
        return super().reply(messages, max_tokens=max_tokens)


def told(*authors: Author) -> list[Clause]:
    return list(answer(HELLO, chat_of(*authors).watched(Notes()), iter))


@settings(max_examples=60)
@given(st.lists(st.integers(0, len(TALE) + 3), min_size=1, max_size=4))
def test_no_word_is_lost_or_doubled_wherever_models_break_off(cuts: list[int]) -> None:
    authors = [Storyteller(f"a{index}", letters) for index, letters in enumerate(cuts)]
    clauses = told(*authors, Storyteller("last", None))
    assert " ".join(clause.text for clause in clauses) == TALE
    assert clauses[0].emotion is Emotion.HAPPY


@settings(max_examples=40)
@given(letters=st.integers(40, len(TALE)), words=st.sampled_from([3, 4, 5, 6, 99]))
def test_what_the_next_one_repeats_is_not_said_again(letters: int, words: int) -> None:
    clauses = told(Storyteller("first", letters), Storyteller("second", None, repeats=words))
    assert " ".join(clause.text for clause in clauses) == TALE


def test_the_next_one_knows_what_was_said_and_what_to_do() -> None:
    second = Storyteller("second", None)
    told(Storyteller("first", len(SENTENCES[0]) + 10), second)
    so_far, wish = second.asked[0][-2:]
    assert so_far == Message("assistant", f":) {SENTENCES[0]}")
    assert wish == Message("user", GO_ON)


@pytest.mark.parametrize("size", [1, 2, 7, 100])
@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Nice weather.", "Nice weather."),
        ("Hello there my friend. Nice weather.", "Nice weather."),
        ("hello there, my friend! Nice weather.", "Nice weather."),
        ("there my friend. Nice.", "Nice."),
        ("my friend. Nice.", "my friend. Nice."),
        ("Hello there my friend.", ""),
        ("Hello there my dear.", "Hello there my dear."),
    ],
)
def test_a_repetition_is_cut_off_however_it_comes(written: str, left: str, size: int) -> None:
    pieces = (written[at : at + size] for at in range(0, len(written), size))
    assert "".join(unrepeated(pieces, "Hello there my friend.")) == left


def test_a_first_answer_is_not_held_back() -> None:
    def pieces() -> Iterator[str]:
        yield "One"
        raise AssertionError("read further")

    assert next(unrepeated(pieces(), "")) == "One"


def failing(*clauses: Clause) -> Iterator[Clause]:
    yield from clauses
    raise NobodyLeft


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ([], list(APOLOGY)),
        ([Clause("Well.")], [Clause("Well."), APOLOGY_AFTER_SOME]),
    ],
)
def test_where_nobody_is_left_there_is_an_apology(said: list[Clause], heard: list[Clause]) -> None:
    errors: list[ProviderError] = []
    assert list(or_sorry(failing(*said), errors.append)) == heard
    assert [error.code for error in errors] == ["provider_nobody"]


def test_an_answer_without_words_is_an_apology_too() -> None:
    assert list(or_sorry(iter(()), pytest.fail)) == list(APOLOGY)


def test_an_answer_with_words_is_left_as_it_is() -> None:
    assert list(or_sorry(iter([Clause("Well.")]), pytest.fail)) == [Clause("Well.")]


def test_one_that_always_breaks_off_is_not_asked_for_ever() -> None:
    author = Author("only", ["Oh", ProviderUnavailable("cut")])
    with pytest.raises(ProviderUnavailable):
        told(author)
    assert len(author.asked) <= 5
