"""OpenAI-compatible servers by name."""

from __future__ import annotations

import pytest

from services.domain import Message
from services.providers.chat import known
from services.providers.transport.addresses import with_version
from tests.contracts import cases
from tests.vendors.openai_server import OpenAIServer

HELLO = [Message("user", "Hi.")]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:11434/", "http://localhost:11434/v1"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("https://api.groq.com/openai/v1", "https://api.groq.com/openai/v1"),
    ],
)
def test_a_server_may_be_named_without_a_path(written: str, asked: str) -> None:
    assert with_version(written) == asked


@pytest.mark.parametrize(
    ("model", "sees"),
    [
        ("gpt-4o-mini", True), ("gpt-5-nano", True), ("pixtral-12b", True), ("llava:7b", True),
        ("mistral-small-latest", True), ("meta-llama/llama-4-scout", True), ("gemma3:4b", True),
        ("Qwen/Qwen2.5-VL-7B-Instruct", True), ("llama3.2-vision", True), ("llama3.2", False),
        ("gpt-oss-120b", False), ("openai/gpt-oss-120b", False), ("qwen2.5:7b", False),
        ("gpt-3.5-turbo", False), ("default", False),
    ],
)  # fmt: skip
def test_a_model_that_sees_is_known_by_its_name(model: str, sees: bool) -> None:
    assert known.sees(model) is sees


def test_a_model_that_thinks_gets_the_room_for_it() -> None:
    with OpenAIServer() as server:
        for entry in cases.of("chat"):
            if entry.name in ("openai", "cerebras"):
                list(cases.provider(entry, server).reply(HELLO, max_tokens=20))
        plain, thinking = server.requests
    assert plain["max_tokens"] == 20 and "reasoning_effort" not in plain
    assert thinking["max_tokens"] > 200 and thinking["reasoning_effort"] == "low"
