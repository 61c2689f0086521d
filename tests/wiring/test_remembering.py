"""Of whose calls anything may be learned, and by whom they are read."""

from __future__ import annotations

import pytest

from services.providers.memory.stub import StubEncoder
from services.safety.phrases import PhraseJudge
from services.settings import Settings
from services.storage.database import Database
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories
from services.storage.people import People
from services.wiring.remembering import learner, transcripts
from tests.learning.test_learner import Reader, wait_for
from tests.storage.test_journal import say
from tests.support.patience import wait_until

ALICE = "a" * 32


@pytest.fixture
def journal(database: Database) -> DatabaseJournal:
    journal = DatabaseJournal(database, name_of=lambda session, companion_id: "Iris")
    journal.call_started("call-1", ALICE, "iris")
    journal.user_said("call-1", 1, "I play the cello.", "voice")
    say(journal, "call-1", 1, "I play", text="I play the flute.")
    say(journal, "call-1", 2, "", text="Nobody heard this.")
    journal.user_said("call-1", 3, "I want to kill myself.", "voice")
    return journal


def test_what_was_heard_is_read_and_nothing_else(
    database: Database, journal: DatabaseJournal
) -> None:
    lines = transcripts(People(database), journal, PhraseJudge())(ALICE, "call-1")
    assert [(line.turn, line.by_person, line.text) for line in lines] == [
        (1, True, "I play the cello."),
        (1, False, "I play"),
    ]


def test_a_call_off_the_record_and_a_person_who_wants_nothing_remembered_teach_nothing(
    database: Database, journal: DatabaseJournal
) -> None:
    people = People(database)
    lines = transcripts(people, journal, PhraseJudge())
    assert lines(ALICE, "off-the-record") == lines("b" * 32, "call-1") == ()
    people.change(ALICE, remembers=False)
    assert lines(ALICE, "call-1") == ()
    people.change(ALICE, remembers=True)
    assert len(lines(ALICE, "call-1")) == 2


@pytest.mark.parametrize(
    ("wish", "asked", "read"),
    [
        ({"CHAT": "openai"}, ["openai"], True),
        ({"CHAT": "embedded", "COMPANION_GGUF": "/larger.gguf"}, ["embedded"], False),
        ({"CHAT": "embedded"}, [], False),
    ],
    ids=["a vendor's", "one's own", "the built-in"],
)
def test_a_model_on_this_machine_waits_and_the_built_in_one_is_not_asked(
    database: Database,
    journal: DatabaseJournal,
    wish: dict[str, str],
    asked: list[str],
    read: bool,
) -> None:
    reader, built = Reader("I play the cello"), []
    memories = Memories(database, StubEncoder())
    learning = learner(
        Settings.load(wish),
        memories,
        People(database),
        journal,
        PhraseJudge(),
        build=lambda entry: built.append(entry.name) or reader,
        idle=lambda: False,
    )
    learning.call_over(ALICE, "call-1")
    if "embedded" in asked:
        wait_until(lambda: bool(memories.known(ALICE)))
    else:
        wait_for(learning, "call-1")
    assert built == asked
    assert reader.asked == read
    assert [each.text for each in memories.known(ALICE)] == ["You play the cello."]
