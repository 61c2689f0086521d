"""Moments that call for a reminder."""

from __future__ import annotations

import pytest

from services.conversation.thinking.attend import attend
from services.conversation.thinking.prompt import prompt
from services.domain import Judgement, Message, Persona, Request
from services.safety.respond import Circumstances


class Decided:
    """A judge that has made up its mind."""

    name = "decided"

    def __init__(self, request: Request) -> None:
        self._request = request

    def judge(self, words: str) -> Judgement:
        return Judgement(request=self._request)


def reminded(request: Request, *, sees: bool = False) -> list[Message]:
    messages = prompt(Persona("Mia."), "", (), (), "Hm?", budget_tokens=2000)
    return attend(messages, Decided(request), Circumstances(), sees=sees).added_to(messages)


@pytest.mark.parametrize(
    ("request_", "about"),
    [
        (Request.TO_BE_SEEN, "can't see"),
        (Request.FOR_DEED, "can only talk"),
        (Request.WHAT_IT_IS, "an AI"),
    ],
)
def test_a_moment_gets_its_reminder_last(request_: Request, about: str) -> None:
    *_, words, reminder = reminded(request_)
    assert words.text == "Hm?"
    assert about in reminder.text


def test_who_is_shown_something_is_not_told_to_be_blind() -> None:
    assert reminded(Request.TO_BE_SEEN, sees=True)[-1].text == "Hm?"
