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
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.judged import Result, judge_kept
from benchmarks.readers import reader
from benchmarks.report import machine, spread
from services.contracts import FormFiller
from services.conversation.thinking.recall import MAX_NOTES, Recall
from services.domain import Recollection
from services.engine.engine import Engine
from services.engine.remote import RemoteEncoder
from services.learning.learn import TranscriptLine, learn
from services.learning.model import drawn_out
from services.offload import inline
from services.storage.database import Database
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories

SCRIPT = Path(__file__).with_name("remembering.toml")
LATER_CALLS = 5
NAME = re.compile(r"(?<=[a-z'] )[A-Z][a-z]{3,}")
COMMON = {"October", "September", "August", "Monday", "Friday", "June", "English"}
SMALL_TALK = (
    "Hello, how are you today?",
    "It rained all morning.",
    "Tell me a joke, please.",
    "Okay, I have to go now. Bye!",
    "Ha, that's funny.",
    "What do you think about politics?",
)
"""Nothing should come to mind."""


def lines_of(call_id: str, said: Sequence[str], at: datetime) -> list[TranscriptLine]:
    """With a companion that says little."""
    lines = []
    for turn, words in enumerate(said, start=1):
        lines.append(TranscriptLine(call_id, turn, True, words, at + timedelta(seconds=10 * turn)))
        lines.append(
            TranscriptLine(call_id, turn, False, "I see. Go on.", at + timedelta(seconds=10 * turn))
        )
    return lines


def take_calls(
    person: dict[str, Any], memories: Memories, journal: DatabaseJournal, result: Result,
    chat: FormFiller | None,
) -> None:  # fmt: skip
    person_id = _id_of(person)
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


def ask(
    call: dict[str, Any], person: dict[str, Any], number: int, memories: Memories, result: Result
) -> None:
    person_id = _id_of(person)
    at_start = Recall.of(memories, person_id, "iris").at_start
    gone = [p for later in person["calls"][: number + 1] for p in later.get("gone", ())]
    for fact in call.get("told", ()):
        if "asks" not in fact or any(re.search(p, fact["quote"]) for p in gone):
            continue
        found = timed_recall(memories, person_id, fact["asks"], result)
        right = [each for each in found if re.search(fact["match"], each.text)]
        if not right and any(re.search(fact["match"], each) for each in at_start):
            result.known_at_start += 1
            continue
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
    return found[:MAX_NOTES]


def traces_after_forgetting(
    script: dict[str, Any], folder: Path, memories: Memories, journal: DatabaseJournal
) -> dict[str, Any]:
    """Names that people told, and that something still holds once all is forgotten: a file of the
    database, a search, or what the next prompt would begin with.
    """
    people = [_id_of(person) for person in script["people"]]
    quotes = [r.quote for person in people for each in memories.listed(person)
              for r in each.receipts]  # fmt: skip
    names = {name for quote in quotes for name in NAME.findall(quote)} - COMMON
    for person in people:
        for each in memories.listed(person):
            memories.forget(person, each.id)
    held = b" ".join(path.read_bytes() for path in folder.iterdir()).decode("latin-1")
    shown = str([journal.recent_messages(person, "iris", limit=99) for person in people])
    left = [
        name
        for name in sorted(names)
        if re.search(rf"(?i)\b{name}\b", held + shown)
        or any(memories.search(person, name) for person in people)
    ]
    return {"names_told": len(names), "still_found": left}


def _id_of(person: dict[str, Any]) -> str:
    return str(person["name"]).lower().rjust(32, "0")


def run(chat_name: str) -> dict[str, Any]:
    script = tomllib.loads(SCRIPT.read_text())
    result = Result()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        chat = stack.enter_context(reader(chat_name, script))
        engine = Engine("ears")
        stack.callback(engine.close)
        database = Database(f"sqlite:///{folder}/visavis.db", offload=inline)
        stack.callback(database.close)
        database.migrate()
        journal = DatabaseJournal(database, name_of=lambda session, companion_id: "Iris")
        memories = Memories(database, RemoteEncoder(engine, "embedded"))
        memories.prepare()
        for person in script["people"]:
            take_calls(person, memories, journal, result, chat)
        traces = traces_after_forgetting(script, folder, memories, journal)
    return {
        "chat": chat_name,
        "calls": sum(len(person["calls"]) for person in script["people"]),
        "kept": result.kept.shares(),
        "recalled_five_calls_later": result.recalled.shares(),
        "known_at_start": result.known_at_start,
        "small_talk_that_recalled": len(result.small_talk),
        "stale": result.stale,
        "traces_after_forgetting": traces,
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
