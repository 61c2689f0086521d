"""What a chat model draws out of a call, and how little of it is believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.domain import Learned, Recollection, RecollectionKind
from services.errors import ProviderRefused
from services.learning.learn import learn
from services.learning.model import FORM, drawn_out
from services.providers import registry
from services.settings import Settings
from tests.learning.test_learn import NOON, lines_of
from tests.vendors.openai_server import OpenAIServer

LINES = lines_of(
    "call-1",
    "My brother Nils came all the way from Oslo.",
    "Do I look like a pilot?",
    "Maybe I should move to Rome.",
    "I’m a huge fan of the theatre, you know.",
    "I am so tired today.",
)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def model(server: OpenAIServer) -> Any:
    settings = Settings.load(server.settings())
    return registry.load(registry.find("chat", "openai")).from_settings(settings)


def fact(quote: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"quote": quote, "fact": text or quote, "kind": "life", "replaces": 0, **more}


def writes(server: OpenAIServer, *facts: Any, over: Any = ()) -> None:
    server.fills_in = lambda body: json.dumps({"facts": facts, "over": list(over)})


def known(number: int, text: str) -> Recollection:
    kind = RecollectionKind.LIFE
    return Recollection(number, kind, text, "", "new", False, "", (), datetime.now(UTC))


def texts(learned: Learned) -> list[str]:
    return [told.text for told in learned.told]


def test_a_fact_with_a_quote_is_taken_over(server: OpenAIServer, model: Any) -> None:
    writes(server, fact("I'm a huge fan of the theatre", "You are a huge fan of the theatre."))
    (told,) = drawn_out(LINES, [], model).told
    assert told.text == "You are a huge fan of the theatre."
    assert (told.receipts[0].turn, told.receipts[0].said_at) == (4, NOON)
    assert told.receipts[0].quote == "I’m a huge fan of the theatre"


@pytest.mark.parametrize(
    "quote",
    [
        "I won the lottery",
        "Do I look like a pilot",
        "I should move to Rome",
        "the way from Oslo",
        "I am so tired today",
        "my",
        "",
    ],
)
def test_what_nobody_said_for_sure_of_themselves_is_dropped(
    server: OpenAIServer, model: Any, quote: str
) -> None:
    writes(server, fact(quote, "You are a pilot."))
    assert drawn_out(LINES, [], model) == Learned()


def test_words_that_a_model_adds_are_not_believed(server: OpenAIServer, model: Any) -> None:
    writes(server, fact("My brother Nils came all the way from Oslo", "You are a famous skier."))
    assert texts(drawn_out(LINES, [], model)) == ["Your brother Nils came all the way from Oslo."]


def test_what_is_known_is_not_told_again(server: OpenAIServer, model: Any) -> None:
    writes(server, fact("I'm a huge fan of the theatre"), fact("I'm a huge fan of the theatre"))
    assert len(drawn_out(LINES, [], model).told) == 1
    assert drawn_out(LINES, [known(7, "You are a fan of the huge theatre.")], model) == Learned()


def test_a_known_fact_is_replaced_or_over(server: OpenAIServer, model: Any) -> None:
    before = [known(7, "You hate the theatre."), known(8, "You have no brother.")]
    writes(
        server,
        fact("I'm a huge fan of the theatre", replaces=1),
        over=[{"number": 2, "quote": "My brother Nils"}, {"number": 9, "quote": "My brother Nils"},
              {"number": 1, "quote": "I never said this"}],
    )  # fmt: skip
    learned = drawn_out(LINES, before, model)
    assert [told.replaces for told in learned.told] == [7]
    assert [(number, receipt.quote) for number, receipt in learned.ended] == [
        (8, "My brother Nils")
    ]


@pytest.mark.parametrize(
    "form",
    [
        "", "I'd rather chat.", "[]", '{"facts": 3}', '{"facts": [3, {}, {"quote": 1}]}',
        '{"facts": [{"quote": "My brother Nils", "fact": "x", "kind": "boat", "replaces": 0}]}',
        '{"facts": [{"quote": "My brother Nils came", "fa', '{"facts": ' + 3000 * "[",
    ],
)  # fmt: skip
def test_a_form_that_is_not_filled_in_teaches_nothing(
    server: OpenAIServer, model: Any, form: str
) -> None:
    server.fills_in = lambda body: form
    assert drawn_out(LINES, [], model) == Learned()


def test_the_model_is_shown_the_call_and_what_is_known(server: OpenAIServer, model: Any) -> None:
    drawn_out(LINES, [known(7, "You hate the theatre.")], model)
    (request,) = server.requests
    assert request["response_format"]["json_schema"]["schema"] == FORM
    shown = request["messages"][-1]["content"]
    assert "1. You hate the theatre." in shown
    assert "Person: Maybe I should move to Rome." in shown


def test_a_model_that_refuses_says_so(server: OpenAIServer, model: Any) -> None:
    server.fail_next(403)
    with pytest.raises(ProviderRefused):
        drawn_out(LINES, [], model)


def test_rules_and_model_do_not_say_the_same_twice(server: OpenAIServer, model: Any) -> None:
    by_rules = learn(LINES, [])
    writes(server, *(fact(told.receipts[0].quote, told.text) for told in by_rules.told))
    numbered = [
        Recollection(n, t.kind, t.text, t.topic, "new", False, "", t.receipts, NOON)
        for n, t in enumerate(by_rules.told)
    ]
    assert len(numbered) == 2
    assert drawn_out(LINES, numbered, model) == Learned()
