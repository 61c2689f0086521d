"""The prompt grows at its end alone, and stays within its budget."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.conversation.thinking.emotion_tag import read
from services.conversation.thinking.personas import PERSONAS
from services.conversation.thinking.prompt import REPLY_TOKENS, _tokens, prompt, prompt_so_far
from services.domain import Message, Persona, Picture

PERSONA = Persona("You are Mia.", (("Hi.", "happy: Hello!"),))
BUDGET = 1500


def exchanges(count: int, words: int = 20) -> list[Message]:
    return [
        Message(role, f"{index}: " + "word " * words)
        for index in range(count)
        for role in ("user", "assistant")
    ]


def texts(messages: list[Message]) -> list[str]:
    return [f"{message.role}: {message.text}" for message in messages]


def test_persona_then_history_then_notes_then_words() -> None:
    history = [Message("user", "I am Ana."), Message("assistant", "happy: Hello Ana.")]
    picture = Picture(b"", 1, 1, 0)
    messages = prompt(
        PERSONA, "Ana", history, ["a red\nhat"], "Nice?", budget_tokens=BUDGET, picture=picture
    )
    assert messages[0].text.startswith("You are Mia.")
    assert texts(messages)[1:3] == ["user: Hi.", "assistant: :) Hello!"]
    assert "Ana" in messages[3].text
    assert texts(messages)[4:6] == ["user: I am Ana.", "assistant: :) Hello Ana."]
    assert "<<<\n- a red hat\n>>>" in messages[6].text
    assert messages[7] == Message("user", "Nice?", picture)


def test_everyone_shares_the_persona() -> None:
    for_ana = prompt(PERSONA, "Ana", (), (), "Hi.", budget_tokens=BUDGET)
    for_ben = prompt(PERSONA, "Ben", (), (), "Hi.", budget_tokens=BUDGET)
    assert for_ana[:3] == for_ben[:3]
    assert for_ana[3] != for_ben[3]


@given(
    count=st.integers(0, 60),
    words=st.integers(1, 60),
    notes=st.lists(st.text(max_size=80), max_size=3),
)
def test_the_prompt_fits_its_budget(count: int, words: int, notes: list[str]) -> None:
    messages = prompt(PERSONA, "", exchanges(count, words), notes, "Yes?", budget_tokens=BUDGET)
    assert _tokens(messages) + REPLY_TOKENS <= BUDGET
    assert messages[-1].text == "Yes?"


@given(count=st.integers(0, 40), notes=st.lists(st.text(min_size=1, max_size=60), max_size=3))
def test_what_is_warmed_while_listening_starts_the_prompt(count: int, notes: list[str]) -> None:
    history = exchanges(count)
    warmed = prompt_so_far(PERSONA, "Ana", history, "", budget_tokens=BUDGET)
    whole = prompt(PERSONA, "Ana", history, notes, "My words.", budget_tokens=BUDGET)
    assert whole[: len(warmed)] == warmed
    partial = prompt_so_far(PERSONA, "Ana", history, "My wo", budget_tokens=BUDGET)
    assert partial[:-1] == warmed
    assert partial[-1] == Message("user", "My wo")


def test_history_is_dropped_by_large_steps() -> None:
    """Over 60 turns the first message kept changes seldom, so the model's cache lasts."""
    firsts = [
        texts(prompt_so_far(PERSONA, "", exchanges(count), "", budget_tokens=BUDGET))[4:5]
        for count in range(1, 61)
    ]
    changes = sum(before != after for before, after in pairwise(firsts))
    assert 5 <= changes <= 15


def test_what_is_kept_starts_with_the_person() -> None:
    messages = prompt_so_far(PERSONA, "", exchanges(50), "", budget_tokens=BUDGET)
    assert messages[4].role == "user"


def test_every_example_of_ours_shows_a_tag_and_few_sentences() -> None:
    for persona in PERSONAS.values():
        for _, answer in persona.examples:
            emotion, said = read(answer)
            assert emotion is not None
            assert sum(said.count(mark) for mark in ".!?") <= 4
