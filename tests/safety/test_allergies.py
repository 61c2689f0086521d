"""Who eats what, and whether they may. English only."""

from __future__ import annotations

import pytest

from services.conversation.thinking.attend import attend
from services.conversation.thinking.prompt import prompt
from services.domain import Message, Persona
from services.safety.allergies import allergens, food_to_avoid, warning
from services.safety.phrases import PhraseJudge
from services.safety.respond import Circumstances

KNOWN = "They are allergic to peanuts."
HERE = Circumstances(region="GB")


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
        ("I'm allergic to mornings, that's what my mother always says of me", []),
        ("I'm allergic to nothing.", []),
        ("I'm not allergic to anything.", []),
        ("My son is allergic to eggs.", []),
    ],
)
def test_what_somebody_is_allergic_to(said: str, found: list[str]) -> None:
    assert allergens([Message("user", said)]) == found


@pytest.mark.parametrize(
    "over",
    [
        "I'm no longer allergic to peanuts.",
        "I'm not allergic to peanuts.",
        "I outgrew my peanut allergy.",
    ],
)
def test_an_allergy_ends(over: str) -> None:
    assert allergens(asked(over, "I'm allergic to peanuts and milk.")) == ["milk"]
    assert (
        warning(asked("I had peanuts for lunch.", "I'm allergic to peanuts.", over), HERE) is None
    )


@pytest.mark.parametrize(
    "words",
    [
        "Can I eat this peanut bar?",
        "I just bought a Snickers with peanuts, should I try it?",
        "What snack should I have? I was thinking of peanut butter on toast.",
        "My friend offers me Thai noodles with peanuts.",
        "I had peanuts for lunch.",
    ],
)
@pytest.mark.parametrize("told", [KNOWN, "By the way, I'm allergic to peanuts."])
def test_who_is_about_to_take_it_is_warned_without_a_model(words: str, told: str) -> None:
    messages = prompt(Persona("Mia."), "", [Message("user", told)], (), words, budget_tokens=2000)
    reply = attend(messages, PhraseJudge(), HERE).reply
    assert reply is not None and "allergic to peanuts" in reply.text


@pytest.mark.parametrize(
    "words",
    [
        "I just ate peanuts and my throat feels weird.",
        "I had some peanuts and now my lips are swelling",
    ],
)
def test_who_reacts_to_it_is_told_to_call(words: str) -> None:
    reply = warning(asked(words, "I'm allergic to peanuts."), HERE)
    assert reply is not None and reply.text.startswith("Call 999 now")


@pytest.mark.parametrize(
    "words",
    [
        "Can I eat this apple?",
        "My grandfather grew peanuts on his farm.",
        "I can't have peanuts, I'm allergic, you know. Can I have almonds?",
        "It was fun to try the new piano.",
        "Can I have something without peanuts?",
        "My brother is eating peanuts.",
        "Should I get the one with no peanuts?",
    ],
)
def test_other_words_are_answered_by_the_model(words: str) -> None:
    assert warning(asked(words, "I'm allergic to peanuts."), HERE) is None


def test_who_is_not_allergic_is_not_warned() -> None:
    assert warning(asked("Can I eat this peanut bar?"), HERE) is None


def test_who_asks_for_food_gets_some_without_it() -> None:
    messages = prompt(
        Persona("Mia."), "", (), (), "What should I eat?", budget_tokens=2000, known=[KNOWN]
    )
    attention = attend(messages, PhraseJudge(), HERE)
    assert "without peanuts" in attention.added_to(messages)[-1].text
    assert food_to_avoid(asked("How was your day?", "I'm allergic to peanuts.")) == []
    assert food_to_avoid(asked("What should I eat?", "I'm allergic to cats.")) == []
