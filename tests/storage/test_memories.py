"""What is remembered, found again, replaced and forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from services.domain import Learned, Receipt, RecollectionKind, Told
from services.errors import NotFound, ProviderUnavailable
from services.providers.memory.stub import StubEncoder
from services.storage.database import Database
from services.storage.journal import DatabaseJournal
from services.storage.memories import Memories
from tests.storage.conftest import ALICE, BOB, EVERY_WAY
from tests.storage.test_journal import say
from tests.storage.test_vectors import vectors_in

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIFE = RecollectionKind.LIFE


pytestmark = pytest.mark.parametrize("url", EVERY_WAY, indirect=True)


class Encoder(StubEncoder):
    """One that can be away."""

    away = False

    def encode(self, texts: Any, *, asking: bool) -> list[bytes]:
        if self.away:
            raise ProviderUnavailable("the engine is down")
        return super().encode(texts, asking=asking)


@pytest.fixture
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture
def memories(database: Database, encoder: Encoder) -> Memories:
    return Memories(database, encoder)


def receipt(call_id: str, quote: str, turn: int = 1) -> Receipt:
    return Receipt(call_id, turn, NOON, quote)


def told(call_id: str, text: str, quote: str = "", **more: Any) -> Told:
    return Told(LIFE, text, more.pop("topic", ""), (receipt(call_id, quote or text),), **more)


def learn(memories: Memories, call_id: str, *texts: str) -> list[int]:
    """The ids of what was told."""
    memories.remember(ALICE, Learned(told=tuple(told(call_id, text) for text in texts)))
    by_text = {each.text: each.id for each in memories.listed(ALICE)}
    return [by_text[text] for text in texts]


def test_what_was_told_has_its_receipt(memories: Memories, call: str) -> None:
    what = Told(
        RecollectionKind.HOME, "You live in Lisbon.", "home", (receipt(call, "I live in Lisbon"),)
    )
    memories.remember(ALICE, Learned(told=(what,)))
    (known,) = memories.known(ALICE)
    assert (known.kind, known.text, known.topic) == (what.kind, what.text, "home")
    assert (known.state, known.pinned, known.companion_id) == ("new", False, "")
    assert known.receipts == what.receipts
    assert memories.of_call(ALICE, call) == [known]
    assert memories.known(BOB) == memories.of_call(BOB, call) == []


def test_a_correction_replaces_and_both_keep_their_receipts(memories: Memories, call: str) -> None:
    (before,) = learn(memories, call, "You live in Lisbon.")
    memories.change(ALICE, before, pinned=True)
    memories.remember(ALICE, Learned(told=(told(call, "You live in Porto.", replaces=before),)))
    past, holds = memories.listed(ALICE)
    assert (past.state, past.pinned, past.replaced_by) == ("past", False, holds.id)
    assert (holds.text, holds.pinned) == ("You live in Porto.", True)
    assert [len(each.receipts) for each in (past, holds)] == [1, 1]
    assert memories.known(ALICE) == [holds]


def test_told_again_it_has_two_receipts_and_ended_it_is_past(memories: Memories, call: str) -> None:
    milo, rex = learn(memories, call, "Your cat is called Milo.", "You have a dog.")
    changes = Learned(
        confirmed=((milo, receipt(call, "my cat Milo")),),
        ended=((rex, receipt(call, "I don't have a dog anymore")), (999, receipt(call, "x"))),
    )
    memories.remember(ALICE, changes)
    (known,) = memories.known(ALICE)
    assert [r.quote for r in known.receipts] == ["Your cat is called Milo.", "my cat Milo"]
    assert [each.state for each in memories.listed(ALICE)] == ["new", "past"]


def test_words_and_meaning_bring_it_to_mind(memories: Memories, call: str) -> None:
    milo, cello = learn(memories, call, "Your cat is called Milo.", "You play the cello.")
    assert [each.id for each in memories.recall(ALICE, "iris", "How are my cats?")] == [milo]
    assert [each.id for each in memories.recall(ALICE, "iris", "A cellist!")] == [cello]
    for nothing in ("", "And how are you?", "'\"*) OR NEAR(", "the!"):
        assert memories.recall(ALICE, "iris", nothing) == []
    assert memories.recall(BOB, "iris", "How are my cats?") == []


def test_pinned_and_new_ones_come_first(memories: Memories, call: str) -> None:
    first, second, third = learn(
        memories, call, "Your cat sleeps.", "Your cat plays.", "Your cat hunts."
    )
    memories.change(ALICE, second, pinned=True)
    found = [each.id for each in memories.recall(ALICE, "iris", "cat")]
    assert found[0] == second
    assert set(found) == {first, second, third}


def test_one_companion_alone_may_know_it(memories: Memories, call: str) -> None:
    (secret,) = learn(memories, call, "You have a secret garden.")
    memories.change(ALICE, secret, companion_id="iris")
    assert len(memories.recall(ALICE, "iris", "my garden")) == 1
    assert memories.recall(ALICE, "theo", "my garden") == []


def test_without_an_encoder_words_are_enough(
    memories: Memories, call: str, encoder: Encoder, database: Database
) -> None:
    encoder.away = True
    learn(memories, call, "Your cat is called Milo.")
    assert len(memories.recall(ALICE, "iris", "my cat")) == 1
    encoder.away = False
    learn(memories, call, "You play the cello.")
    assert len(vectors_in(database)) == 2


def test_a_person_can_put_it_right(memories: Memories, call: str) -> None:
    (wrong,) = learn(memories, call, "Your cat is called Miro.")
    right = memories.change(ALICE, wrong, text="My dog is called Milo.", kept=True)
    assert (right.text, right.state) == ("My dog is called Milo.", "kept")
    assert right.receipts[0].quote == "Your cat is called Miro."
    assert memories.recall(ALICE, "iris", "my cat") == []
    assert len(memories.recall(ALICE, "iris", "my dog")) == 1


def test_the_memory_of_another_does_not_exist(memories: Memories, call: str) -> None:
    (mine,) = learn(memories, call, "You play the cello.")
    with pytest.raises(NotFound):
        memories.change(BOB, mine, text="Yours")
    with pytest.raises(NotFound):
        memories.forget(BOB, mine)
    with pytest.raises(NotFound):
        memories.forget_call(BOB, call, with_memories=True)
    memories.remember(BOB, Learned(forgotten=(mine,), ended=((mine, receipt(call, "x")),)))
    assert [each.state for each in memories.listed(ALICE)] == ["new"]


def talk(journal: DatabaseJournal, call: str) -> None:
    journal.user_said(call, 1, "Well, my cat is called Quillfeather. He is grey.", "voice")
    heard = "Quillfeather, how lovely! What does he eat?"
    say(journal, call, 1, heard, text=f"{heard} Does Quillfeather purr?")
    journal.user_said(call, 2, "Fish, and the weather is fine.", "voice")


def personal_data(database: Database, url: str, folder: Path) -> bytes:
    """All that the database holds: SQLite's files; of PostgreSQL every row of every table."""
    if url.startswith("sqlite"):
        return b"".join(path.read_bytes() for path in folder.glob("visavis.db*"))
    tables = text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    held = database.run(
        lambda session: [
            str(session.execute(text(f"SELECT * FROM {table}")).all())
            for table in session.scalars(tables)
        ]
    )
    return "".join(held).encode()


def test_forgetting_leaves_no_trace(
    memories: Memories,
    journal: DatabaseJournal,
    database: Database,
    call: str,
    url: str,
    tmp_path: Path,
) -> None:
    talk(journal, call)
    quote = "my cat is called Quillfeather"
    what = told(call, "Your cat is called Quillfeather.", quote, topic="pet:quillfeather")
    memories.remember(ALICE, Learned(told=(what,)))
    (vector,) = vectors_in(database).values()
    assert b"uillfeather" in personal_data(database, url, tmp_path)

    memories.forget(ALICE, memories.known(ALICE)[0].id)

    assert b"uillfeather" not in personal_data(database, url, tmp_path)
    assert vector not in personal_data(database, url, tmp_path)
    assert vectors_in(database) == {}
    assert memories.recall(ALICE, "iris", "Quillfeather") == memories.listed(ALICE) == []
    said = [message.text for message in journal.call_record(ALICE, call).messages]
    assert said == [
        "Well, [forgotten]. He is grey.",
        "[forgotten] What does he eat? [forgotten]",
        "Fish, and the weather is fine.",
    ]
    assert all("uill" not in m.text for m in journal.recent_messages(ALICE, "iris", limit=9))


def test_of_a_person_who_leaves_no_word_stays(
    memories: Memories, database: Database, call: str, url: str, tmp_path: Path
) -> None:
    learn(memories, call, "Your cat is called Quillfeather.")
    assert len(vectors_in(database)) == 1
    database.run(lambda session: session.execute(text("DELETE FROM people")))
    database.scrub()
    assert b"uillfeather" not in personal_data(database, url, tmp_path).lower()
    assert vectors_in(database) == {}


def test_what_was_being_learned_of_what_is_gone_is_not_kept(
    memories: Memories, database: Database, journal: DatabaseJournal, call: str
) -> None:
    learned = Learned(told=(told(call, "Your cat is called Quillfeather."),))
    memories.forget_call(ALICE, call, with_memories=True)
    memories.remember(ALICE, learned)
    assert memories.listed(ALICE) == []

    journal.call_started(call, ALICE, "iris")
    memories.remember(BOB, learned)
    database.run(lambda session: session.execute(text("DELETE FROM people")))
    memories.remember(ALICE, learned)
    people = database.run(lambda session: session.execute(text("SELECT id FROM people")).all())
    assert people == memories.listed(ALICE) == memories.listed(BOB) == []


def test_what_a_person_takes_back_in_a_call_is_struck_too(
    memories: Memories, journal: DatabaseJournal, call: str
) -> None:
    talk(journal, call)
    (pet,) = learn(memories, call, "Your cat is called Quillfeather.")
    memories.remember(ALICE, Learned(forgotten=(pet, 999)))
    assert memories.listed(ALICE) == []
    assert "Quill" not in str(journal.call_record(ALICE, call))


@pytest.mark.parametrize("with_memories", [True, False])
def test_a_call_goes_with_or_without_what_it_taught(
    memories: Memories, journal: DatabaseJournal, call: str, with_memories: bool
) -> None:
    journal.call_started("call-2", ALICE, "iris")
    journal.user_said("call-2", 1, "I play the cello.", "voice")
    only_here, both = learn(memories, call, "You play the cello.", "You have a dog.")
    memories.remember(ALICE, Learned(confirmed=((both, receipt("call-2", "my dog")),)))

    memories.forget_call(ALICE, call, with_memories=with_memories)

    assert [record.id for record in journal.calls_of(ALICE, limit=9)] == ["call-2"]
    kept = {each.id: len(each.receipts) for each in memories.listed(ALICE)}
    assert kept == ({both: 1} if with_memories else {only_here: 0, both: 1})
    cello = journal.call_record(ALICE, "call-2").messages[0].text
    assert cello == ("[forgotten]" if with_memories else "I play the cello.")
