"""What Gemini is asked, and what its filters make of an answer."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from services.conversation.thinking.emotion_tag import read
from services.domain import Emotion, Message, Picture
from services.providers.vendors import gemini
from tests.contracts import cases
from tests.vendors.gemini_server import GeminiServer

ENTRIES = [entry for entry in cases.of("chat") if entry.name.startswith("gemini")]
both = cases.named(ENTRIES)
OLD = Picture(b"the older picture", 640, 480, 1)
NEW = Picture(b"the newer picture", 640, 480, 2)
TALK = [
    Message("system", "Be kind."),
    Message("user", "Look.", OLD),
    Message("assistant", "I see."),
    Message("user", "And now?", NEW),
]


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with GeminiServer() as server:
        yield server


@both
def test_who_said_what_and_the_newest_picture_are_sent(entry, server) -> None:
    list(cases.provider(entry, server).reply(TALK, max_tokens=20))
    asked = server.asked[0].json
    assert [content["role"] for content in asked["contents"]] == ["user", "model", "user"]
    assert asked["systemInstruction"]["parts"] == [{"text": "Be kind."}]
    assert base64.b64encode(NEW.jpeg) in server.asked[0].body
    assert base64.b64encode(OLD.jpeg) not in server.asked[0].body
    assert "key" not in server.asked[0].query


@both
@pytest.mark.parametrize("reason", ["SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII"])
def test_a_filtered_answer_ends_kindly(entry, server, reason) -> None:
    server.blocks = reason
    said = "".join(cases.provider(entry, server).reply(TALK, max_tokens=20))
    assert said.startswith("Hello, you.")
    assert said.endswith("Can we talk about something else?")


@both
@pytest.mark.parametrize("reason", ["SAFETY", "PROHIBITED_CONTENT"])
def test_a_filtered_question_is_declined_kindly(entry, server, reason) -> None:
    server.blocks, server.says = reason, ()
    emotion, said = read("".join(cases.provider(entry, server).reply(TALK, max_tokens=20)))
    assert emotion is Emotion.CARING
    assert said.startswith("I'd rather not talk about that.")


@pytest.mark.parametrize(
    ("model", "budget", "level"),
    [
        ("gemini-2.5-flash", 0, None),
        ("gemini-2.5-flash-lite", 0, None),
        ("gemini-2.5-pro", 128, None),
        ("gemini-3.8-flash", None, "MINIMAL"),
        ("gemini-3-pro-preview", None, "LOW"),
        ("gemini-flash-latest", None, "MINIMAL"),
    ],
)
def test_it_thinks_as_little_as_it_may(server, model, budget, level) -> None:
    chat = cases.provider(ENTRIES[0], server, GEMINI_MODEL=model)
    assert "".join(chat.reply(TALK, max_tokens=20)) == "Hello, you."
    thinking = server.asked[0].json["generationConfig"]["thinkingConfig"]
    assert thinking.get("thinkingBudget", thinking.get("thinking_budget")) == budget
    assert thinking.get("thinkingLevel", thinking.get("thinking_level")) == level


def test_a_model_that_cannot_think_is_not_told_about_it(server) -> None:
    assert gemini.thinking("gemini-2.0-flash") is None
    chat = cases.provider(ENTRIES[0], server, GEMINI_MODEL="gemini-2.0-flash")
    assert "".join(chat.reply(TALK, max_tokens=20)) == "Hello, you."
    assert server.asked[0].json["generationConfig"] == {"maxOutputTokens": 20}
