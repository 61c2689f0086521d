"""What is kept of a call, and what a kill leaves of it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts import Journal
from services.domain import Message
from services.errors import NotFound, StorageError
from services.offload import inline
from services.storage.database import Database
from services.storage.journal import DatabaseJournal
from tests.storage.conftest import ALICE, BOB
from tests.support.patience import hang_s

TALK_AND_HANG = """
import sys, time
from services.offload import inline
from services.storage.database import Database
from services.storage.journal import DatabaseJournal

database = Database(sys.argv[1], offload=inline)
database.migrate()
journal = DatabaseJournal(database, name_of=lambda session, companion_id: "Iris")
journal.call_started("call-1", "a" * 32, "iris")
turn = 0
while True:
    turn += 1
    journal.user_said("call-1", turn, f"question {turn}", "voice")
    for heard in ("well", "well then"):
        journal.companion_said(
            "call-1", turn, text="well then, no", heard_text=heard, emotion="happy",
            interrupted=False, timings_ms={"first_token": 300},
        )
    print(turn, flush=True)
"""


def say(
    journal: Journal, call_id: str, turn: int, heard: str, *, text: str = "As you say."
) -> None:
    journal.companion_said(
        call_id,
        turn,
        text=text,
        heard_text=heard,
        emotion="neutral",
        interrupted=heard != text,
        timings_ms={"first_token": 300},
    )


def test_a_call_can_be_read_again(journal: DatabaseJournal, call: str) -> None:
    say(journal, call, 0, "Hello.", text="Hello.")
    journal.user_said(call, 1, "hello", "voice")
    say(journal, call, 1, "As you")
    journal.call_ended(call, "hung up")

    record = journal.call_record(ALICE, call)

    assert record.companion_name == "Iris"
    assert record.ended_at is not None and record.ended_at >= record.started_at
    assert [(m.turn, m.speaker, m.text, m.heard_text, m.interrupted) for m in record.messages] == [
        (0, "companion", "Hello.", "Hello.", False),
        (1, "user", "hello", "hello", False),
        (1, "companion", "As you say.", "As you", True),
    ]


def test_an_answer_is_kept_as_far_as_it_was_heard_last(journal: DatabaseJournal, call: str) -> None:
    for heard in ("", "As", "As you", "As you say."):
        say(journal, call, 1, heard)
    assert [m.heard_text for m in journal.call_record(ALICE, call).messages] == ["As you say."]


def test_recent_messages_are_the_newest_in_order_and_as_heard(journal: DatabaseJournal) -> None:
    for number in (1, 2):
        journal.call_started(f"call-{number}", ALICE, "iris")
        journal.user_said(f"call-{number}", 1, f"one of {number}", "typed")
        journal.user_said(f"call-{number}", 2, f"two of {number}", "typed")
        say(journal, f"call-{number}", 2, "As you")
        say(journal, f"call-{number}", 1, "")
    assert journal.recent_messages(ALICE, "iris", limit=4) == [
        Message("assistant", "neutral: As you"),
        Message("user", "one of 2"),
        Message("user", "two of 2"),
        Message("assistant", "neutral: As you"),
    ]


def test_recent_messages_are_of_these_two_alone(journal: DatabaseJournal, call: str) -> None:
    journal.user_said(call, 1, "between us", "voice")
    assert journal.recent_messages(BOB, "iris", limit=9) == []
    assert journal.recent_messages(ALICE, "theo", limit=9) == []
    assert len(journal.recent_messages(ALICE, "iris", limit=9)) == 1


def test_calls_are_listed_newest_first_and_only_to_their_person(journal: DatabaseJournal) -> None:
    for number in range(3):
        journal.call_started(f"call-{number}", ALICE, "iris")
    journal.call_started("other", BOB, "iris")
    assert [call.id for call in journal.calls_of(ALICE, limit=2)] == ["call-2", "call-1"]
    with pytest.raises(NotFound):
        journal.call_record(ALICE, "other")
    with pytest.raises(NotFound):
        journal.call_record(ALICE, "never")


def test_a_resumed_call_starts_again_without_losing_anything(
    journal: DatabaseJournal, call: str
) -> None:
    journal.user_said(call, 1, "hello", "voice")
    journal.call_started(call, ALICE, "iris")
    assert len(journal.call_record(ALICE, call).messages) == 1


def test_nobody_can_write_into_the_call_of_another(journal: DatabaseJournal, call: str) -> None:
    with pytest.raises(StorageError):
        journal.call_started(call, BOB, "iris")


def test_a_call_that_was_never_kept_cannot_be_written(journal: DatabaseJournal) -> None:
    with pytest.raises(StorageError):
        journal.user_said("never", 1, "hello", "voice")
    with pytest.raises(StorageError):
        say(journal, "never", 1, "As")
    with pytest.raises(StorageError):
        journal.call_ended("never", "hung up")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
def test_any_words_can_be_kept(journal: DatabaseJournal, call: str, text: str) -> None:
    """Words a database can hold come back as they were; the rest never costs the message."""
    journal.user_said(call, 1, text, "typed")
    (message,) = journal.call_record(ALICE, call).messages
    holdable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert message.text == holdable.replace("\0", "\ufffd")


def test_a_kill_in_mid_turn_loses_nothing_that_was_written(url: str) -> None:
    talking = subprocess.Popen(
        [sys.executable, "-c", TALK_AND_HANG, url], stdout=subprocess.PIPE, text=True
    )
    assert talking.stdout is not None
    with talking.stdout as said:
        turns = [int(said.readline()) for _ in range(5)]
        talking.send_signal(signal.SIGKILL)
        assert talking.wait(hang_s()) == -signal.SIGKILL
        turns += [int(line) for line in said if line.endswith("\n")]

    database = Database(url, offload=inline)
    database.migrate()
    journal = DatabaseJournal(database, name_of=lambda session, companion_id: "Iris")
    kept = {
        (m.turn, m.speaker): m.heard_text for m in journal.call_record(ALICE, "call-1").messages
    }
    for turn in turns:
        assert kept[turn, "user"] == f"question {turn}"
        assert kept[turn, "companion"] == "well then"
    database.close()
