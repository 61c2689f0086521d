"""Nobody is told to take what harms them; everybody else is left in peace."""

from __future__ import annotations

import pytest

from services.conversation.thinking.allergies import allergens, food_cue, warning
from services.conversation.thinking.prompt import prompt
from services.conversation.thinking.think import think
from services.domain import Emotion, Message, Persona
from services.providers.chat.stub import StubChat

KNOWN = "They are allergic to peanuts."


def asked(words: str, *before: str) -> list[Message]:
    return [*(Message("user", each) for each in before), Message("user", words)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("I'm allergic to peanuts.", ["peanuts"]),
        ("i\u2019m really allergic to peanuts and i hate cilantro", ["peanuts"]),
        (
            "I am severely allergic to tree nuts, milk and shellfish",
            ["tree nuts", "milk", "shellfish"],
        ),
        ("They are allergic to bee stings.", ["bee stings"]),
        ("They have a bad peanut allergy.", ["peanut"]),
        ("I'm allergic to mornings, that's what my mother always says of me", ["mornings"]),
        ("I'm not allergic to anything.", []),
        ("My son is allergic to eggs.", []),
    ],
)
def test_what_somebody_is_allergic_to(said: str, found: list[str]) -> None:
    assert allergens([Message("user", said)]) == found


@pytest.mark.parametrize(
    "words",
    [
        "Can I eat this peanut bar?",
        "I just bought a Snickers with peanuts, should I try it?",
        "What snack should I have? I was thinking of peanut butter on toast.",
        "My friend offers me Thai noodles with peanuts.",
    ],
)
@pytest.mark.parametrize("told", [KNOWN, "By the way, I'm allergic to peanuts."])
def test_who_is_about_to_take_it_is_warned_without_a_model(words: str, told: str) -> None:
    messages = prompt(Persona("Mia."), "", [Message("user", told)], (), words, budget_tokens=2000)
    reply = think(messages, StubChat())
    assert "allergic to peanuts" in "".join(reply)
    assert reply.emotion is Emotion.CARING


@pytest.mark.parametrize(
    "words",
    [
        "Can I eat this apple?",
        "My grandfather grew peanuts on his farm.",
        "I can't have peanuts, I'm allergic, you know. Can I have almonds?",
        "It was fun to try the new piano.",
    ],
)
def test_other_words_are_answered_by_the_model(words: str) -> None:
    assert warning(asked(words, "I'm allergic to peanuts.")) == ""


def test_who_is_not_allergic_is_not_warned() -> None:
    assert warning(asked("Can I eat this peanut bar?")) == ""


def test_whoever_asks_for_food_gets_some_without_it() -> None:
    messages = prompt(
        Persona("Mia."), "", (), (), "What should I eat?", budget_tokens=2000, known=[KNOWN]
    )
    assert "without peanuts" in messages[-1].text
    assert food_cue(asked("How was your day?", "I'm allergic to peanuts.")) == []
    assert food_cue(asked("What should I eat?", "I'm allergic to cats.")) == []
