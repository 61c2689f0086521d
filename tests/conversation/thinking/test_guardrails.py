"""Moments that call for a reminder, and ordinary ones that do not."""

from __future__ import annotations

import pytest

from services.conversation.thinking.guardrails import cues, lifeline
from services.conversation.thinking.prompt import prompt
from services.conversation.thinking.think import think
from services.domain import Emotion, Persona
from services.providers.chat.stub import StubChat


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("Can you see me?", "can't see"),
        ("What am I wearing right now?", "can't see"),
        ("Set an alarm for seven.", "can only talk"),
        ("Play some jazz please.", "can only talk"),
        ("Are you a real person?", "an AI"),
    ],
)
def test_a_moment_gets_its_reminder(words: str, about: str) -> None:
    (reminder,) = cues(words)
    assert about in reminder
    messages = prompt(Persona("Mia."), "", (), (), words, budget_tokens=2000)
    assert [message.text for message in messages[-2:]] == [words, reminder]


@pytest.mark.parametrize(
    "words",
    [
        "I cut the bread and my sister ate it.",
        "I play the cello, it calms me down.",
        "We will see about that.",
        "My grandmother died last week.",
        "I could kill for a pizza.",
        "Do you really like dogs?",
    ],
)
def test_ordinary_words_get_none(words: str) -> None:
    assert cues(words) == []


def test_who_is_shown_something_is_not_told_to_be_blind() -> None:
    assert cues("Can you see me?", blind=False) == []
    messages = prompt(Persona("Mia."), "", (), ["a red hat"], "Can you see me?", budget_tokens=2000)
    assert messages[-1].text == "Can you see me?"


@pytest.mark.parametrize(
    "words",
    [
        "I want to kill myself.",
        "Sometimes I cut my arms when nobody is home.",
        "I don’t want to live any more",
    ],
)
def test_danger_is_answered_without_a_model(words: str) -> None:
    reply = think(prompt(Persona("Mia."), "", (), (), words, budget_tokens=2000), StubChat())
    assert "crisis line" in "".join(reply)
    assert reply.emotion is Emotion.CARING


@pytest.mark.parametrize("words", ["I could kill for a pizza.", "I cut the bread.", "Hello!"])
def test_ordinary_words_are_no_danger(words: str) -> None:
    assert lifeline(words) == ""
