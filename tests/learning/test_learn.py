"""One call after another, and what is known then."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from services.domain import Learned, Recollection
from services.learning.learn import TranscriptLine, learn

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class Notebook:
    """A memory of plain values, which carries out what a call changes."""

    known: list[Recollection] = field(default_factory=list)
    past: list[Recollection] = field(default_factory=list)
    calls: int = 0

    def hear(self, *said: str) -> Learned:
        self.calls += 1
        learned = learn(lines_of(f"call-{self.calls}", *said), self.known)
        for told in learned.told:
            self.past += [each for each in self.known if each.id == told.replaces]
            number = 1 + max((each.id for each in [*self.known, *self.past]), default=0)
            new = Recollection(
                number, told.kind, told.text, told.topic, "new", False, "", told.receipts, NOON
            )
            self.known = [each for each in self.known if each.id != told.replaces] + [new]
        gone = {*learned.forgotten, *(number for number, _ in learned.ended)}
        again = dict(learned.confirmed)
        self.known = [
            replace(each, receipts=(*each.receipts, again[each.id])) if each.id in again else each
            for each in self.known
            if each.id not in gone
        ]
        return learned

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.known]


def lines_of(call_id: str, *said: str) -> list[TranscriptLine]:
    return [
        TranscriptLine(call_id, turn, True, words, NOON) for turn, words in enumerate(said, start=1)
    ]


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


def test_a_receipt_says_who_where_and_in_which_words(notebook: Notebook) -> None:
    learned = notebook.hear("Hello.", "Well, I’m allergic to nuts!")
    (told,) = learned.told
    (receipt,) = told.receipts
    assert (receipt.call_id, receipt.turn, receipt.said_at) == ("call-1", 2, NOON)
    assert receipt.quote == "I’m allergic to nuts"


def test_what_the_companion_says_teaches_nothing() -> None:
    assert learn([TranscriptLine("call-1", 1, False, "I live in Lisbon.", NOON)], []) == Learned()


def test_told_again_is_confirmed_and_less_is_no_news(notebook: Notebook) -> None:
    notebook.hear("I live in Lisbon with my partner.", "I live in Lisbon.")
    notebook.hear("I live in Lisbon, you know.")
    assert notebook.texts == ["You live in Lisbon with your partner."]
    assert len(notebook.known[0].receipts) == 3


def test_the_later_of_two_that_cannot_both_hold_replaces_the_other(notebook: Notebook) -> None:
    notebook.hear("I live in Lisbon.", "I love fish.")
    notebook.hear("We moved to Porto last week.", "I hate fish, to be honest.")
    assert notebook.texts == ["You moved to Porto last week.", "You hate fish."]
    assert [each.text for each in notebook.past] == ["You live in Lisbon.", "You love fish."]


@pytest.mark.parametrize(
    "words",
    ["Sorry, it's Porto, not Lisbon.", "Not Lisbon, I meant Porto.", "I said Porto, not Lisbon."],
)
@pytest.mark.parametrize("later", [True, False])
def test_a_slip_is_put_right(notebook: Notebook, words: str, later: bool) -> None:
    if later:
        notebook.hear("I live in Lisbon.")
        notebook.hear(words)
    else:
        notebook.hear("I live in Lisbon.", words)
        assert [len(each.receipts) for each in notebook.known] == [2]
    assert notebook.texts == ["You live in Porto."]


@pytest.mark.parametrize("words", ["Forget that.", "Just kidding!", "Oh, scratch that."])
def test_what_was_just_said_can_be_taken_back(notebook: Notebook, words: str) -> None:
    notebook.hear("I play the cello.", "I'm a pilot.", words)
    assert notebook.texts == ["You play the cello."]


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("I don't play the cello any more.", True),
        ("Forget what I told you about the cello.", False),
        ("My cello is no longer mine", True),
    ],
)
def test_what_was_told_in_another_call_ends_or_is_forgotten(
    notebook: Notebook, words: str, ends: bool
) -> None:
    notebook.hear("I play the cello.", "I live in Lisbon.")
    learned = notebook.hear("Hello.", words)
    assert (len(learned.ended), len(learned.forgotten)) == ((1, 0) if ends else (0, 1))
    assert notebook.texts == ["You live in Lisbon."]


@pytest.mark.parametrize("words", ["Forget it.", "Forget that.", "Don't forget the cello."])
def test_nothing_of_other_calls_goes_by_mistake(notebook: Notebook, words: str) -> None:
    notebook.hear("I play the cello.")
    assert notebook.hear("What a day.", "Really.", words) == Learned()
