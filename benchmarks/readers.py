"""Chat models that read calls for `benchmarks.remembering`: none, a strong one, or a real one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from services.contracts import FormFiller
from services.providers import registry
from services.settings import Settings
from tests.vendors.openai_server import OpenAIServer


@contextmanager
def reader(name: str, script: dict[str, Any]) -> Iterator[FormFiller | None]:
    """The chat model that reads the calls after the rules."""
    if name == "none":
        yield None
        return
    if name != "strong":
        settings = Settings.from_environment()
        yield registry.load(registry.find("chat", name)).from_settings(settings)
        return
    with OpenAIServer() as server:
        server.fills_in = lambda body: strong_answer(body, script)
        settings = Settings.load(server.settings())
        yield registry.load(registry.find("chat", "openai")).from_settings(settings)


def strong_answer(body: dict[str, Any], script: dict[str, Any]) -> str:
    """All facts of the call that was shown, and one that nobody told."""
    shown = body["messages"][-1]["content"]
    calls = [call for person in script["people"] for call in person["calls"]]
    call = max(calls, key=lambda call: sum(words in shown for words in call["said"]))
    facts = [
        {"quote": fact["quote"], "fact": fact["quote"], "kind": "life", "replaces": 0}
        for fact in call.get("told", ())
    ]
    made_up = {"quote": "I won the lottery", "fact": "You won the lottery.", "kind": "life"}
    return json.dumps({"facts": [*facts, {**made_up, "replaces": 0}], "over": over(shown, call)})


def over(shown: str, call: dict[str, Any]) -> list[dict[str, Any]]:
    """Known facts that the call takes back, with its longest words for it."""
    numbered = re.findall(r"(?m)^(\d+)\. (.*)$", shown)
    gone = [int(n) for n, text in numbered if any(re.search(p, text) for p in call.get("gone", ()))]
    return [{"number": number, "quote": max(call["said"], key=len)} for number in gone]
