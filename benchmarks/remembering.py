"""Thirty scripted calls with known facts: what is kept of them, and what comes to mind later?

    python -m benchmarks.remembering [--chat none|strong|embedded] [--all]

``strong`` is a fake vendor that finds every fact, and makes up one a call with a quote that nobody
said. Prints JSON: precision and recall of what is kept and of what comes to mind five calls later,
how much of what was taken back is still there, and what a turn's recall takes.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.report import machine, spread
from services.contracts import FormFiller
from services.conversation.recall import MOST_NOTES
from services.domain import Recollection
from services.learning.learn import Line, learn
from services.learning.model import drawn_out
from services.offload import inline
from services.providers import registry
from services.settings import Settings
from services.storage.database import Database
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories

SCRIPT = Path(__file__).with_name("remembering.toml")
LATER_CALLS = 5
SMALL_TALK = (
    "Hello, how are you today?",
    "It rained all morning.",
    "Tell me a joke, please.",
    "Okay, I have to go now. Bye!",
    "Ha, that's funny.",
    "What do you think about politics?",
)
"""Nothing should come to mind."""


@dataclass
class Score:
    """Counts of one kind of finding."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    failures: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, Any]:
        found, wanted = self.right + self.wrong, self.right + self.missed
        return {
            "precision": round(self.right / max(1, found), 3),
            "recall": round((wanted - self.missed) / max(1, wanted), 3),
            "wanted": wanted,
            "found": found,
        }


@dataclass
class Result:
    kept: Score = field(default_factory=Score)
    recalled: Score = field(default_factory=Score)
    stale: list[str] = field(default_factory=list)
    small_talk: list[str] = field(default_factory=list)
    recall_ms: list[float] = field(default_factory=list)


def lines_of(call_id: str, said: Sequence[str], at: datetime) -> list[Line]:
    """With a companion that says little."""
    lines = []
    for turn, words in enumerate(said, start=1):
        lines.append(Line(call_id, turn, True, words, at + timedelta(seconds=10 * turn)))
        lines.append(Line(call_id, turn, False, "I see. Go on.", at + timedelta(seconds=10 * turn)))
    return lines


def take_calls(
    person: dict[str, Any], memories: Memories, journal: DatabaseJournal, result: Result,
    chat: FormFiller | None,
) -> None:  # fmt: skip
    person_id = person["name"].lower().rjust(32, "0")
    for number, call in enumerate(person["calls"]):
        call_id = f"{person_id}-{number}"
        journal.call_started(call_id, person_id, "iris")
        for turn, words in enumerate(call["said"], start=1):
            journal.user_said(call_id, turn, words, "voice")
        before = {each.id for each in memories.known(person_id)}
        lines = lines_of(call_id, call["said"], datetime(2026, 11, 1, 12, tzinfo=UTC))
        memories.remember(person_id, learn(lines, memories.known(person_id)))
        if chat is not None:
            known = memories.known(person_id)
            memories.remember(person_id, drawn_out(lines, known, chat))
        known = memories.known(person_id)
        judge_kept(call, [each for each in known if each.id not in before], result.kept)
        gone = [p for p in call.get("gone", ()) if any(re.search(p, each.text) for each in known)]
        result.stale += gone
        if number >= LATER_CALLS:
            ask(person["calls"][number - LATER_CALLS], person, number, memories, result)


def judge_kept(call: dict[str, Any], new: Sequence[Recollection], score: Score) -> None:
    told = call.get("told", ())
    for fact in told:
        if any(re.search(fact["match"], each.text) for each in new):
            continue
        score.missed += 1
        score.failures.append(f"missed: {fact['quote']}")
    for each in new:
        if any(re.search(fact["match"], each.text) for fact in told):
            score.right += 1
        else:
            score.wrong += 1
            score.failures.append(f"wrong: {each.text} ({each.receipts[-1].quote})")


def ask(
    call: dict[str, Any], person: dict[str, Any], number: int, memories: Memories, result: Result
) -> None:
    person_id = person["name"].lower().rjust(32, "0")
    gone = [p for later in person["calls"][: number + 1] for p in later.get("gone", ())]
    for fact in call.get("told", ()):
        if "asks" not in fact or any(re.search(p, fact["quote"]) for p in gone):
            continue
        found = timed_recall(memories, person_id, fact["asks"], result)
        right = [each for each in found if re.search(fact["match"], each.text)]
        result.recalled.right += bool(right)
        result.recalled.missed += not right
        result.recalled.wrong += len(found) - len(right)
        if not right:
            result.recalled.failures.append(f"{fact['asks']} -> {[each.text for each in found]}")
    for words in SMALL_TALK:
        found = timed_recall(memories, person_id, words, result)
        result.small_talk += [f"{words} -> {each.text}" for each in found]


def timed_recall(
    memories: Memories, person_id: str, words: str, result: Result
) -> Sequence[Recollection]:
    began_s = time.perf_counter()
    found = memories.recall(person_id, "iris", words)
    result.recall_ms.append((time.perf_counter() - began_s) * 1000)
    return found[:MOST_NOTES]


@contextmanager
def model(name: str, script: dict[str, Any]) -> Iterator[FormFiller | None]:
    """The chat model that reads the calls after the rules."""
    if name == "none":
        yield None
        return
    if name != "strong":
        settings = Settings.from_environment()
        yield registry.load(registry.find("chat", name)).from_settings(settings, None)
        return
    from tests.vendors.openai_server import OpenAIServer

    with OpenAIServer() as server:
        server.fills_in = lambda body: strong_answer(body, script)
        settings = Settings.load(server.settings())
        yield registry.load(registry.find("chat", "openai")).from_settings(settings, None)


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


def run(chat_name: str) -> dict[str, Any]:
    script = tomllib.loads(SCRIPT.read_text())
    encoder = registry.load(registry.find("memory", "embedded"))
    result = Result()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        chat = stack.enter_context(model(chat_name, script))
        database = Database(f"sqlite:///{folder}/visavis.db", offload=inline)
        stack.callback(database.close)
        database.migrate()
        journal = DatabaseJournal(database, name_of=lambda session, companion_id: "Iris")
        settings = Settings.from_environment()
        memories = Memories(database, encoder.from_settings(settings, None))
        for person in script["people"]:
            take_calls(person, memories, journal, result, chat)
    return {
        "chat": chat_name,
        "calls": sum(len(person["calls"]) for person in script["people"]),
        "kept": result.kept.shares(),
        "recalled_five_calls_later": result.recalled.shares(),
        "small_talk_that_recalled": len(result.small_talk),
        "stale": result.stale,
        "recall_ms": spread(result.recall_ms),
        "failures": [*result.kept.failures, *result.recalled.failures, *result.small_talk],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chat", default="strong", help="none, strong or a provider's name")
    parser.add_argument("--all", action="store_true", help="print what went wrong")
    asked = parser.parse_args()
    found = run(asked.chat)
    if not asked.all:
        del found["failures"]
    print(json.dumps({"machine": machine(), **found}, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
