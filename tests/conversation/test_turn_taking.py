"""Who may speak when, on a virtual clock."""

from __future__ import annotations

import pytest

from services.conversation.turn.gate import Gate
from services.conversation.turn.provider_notices import ProviderNotices, TurnProviders
from services.conversation.turn.turns import Turn, Turns
from services.conversation.turn_taking import ECHO_TAIL_S, TurnTaking
from services.domain import Emotion, Sound, Speech, Timed

WORDS = "The garden was full of yellow tulips this morning"


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Table:
    """A call's turns, without a call."""

    def __init__(self, *, echo_ms: int = 0) -> None:
        self.clock = Clock()
        self.turns = Turns()
        self.taking = TurnTaking(self.turns, echo_ms=echo_ms, clock=self.clock)

    def answered(self, *, sounding: bool = True) -> Turn:
        """A certain turn whose answer sounds."""
        notices = TurnProviders(ProviderNotices(lambda notice: None))
        turn = self.turns.begin("hello", Gate(lambda event: None), notices, zero_s=self.clock())
        turn.certain = True
        ends = range(300, 300 * (len(WORDS.split()) + 1), 300)
        words = tuple(
            Timed(end - 300, end, word) for word, end in zip(WORDS.split(), ends, strict=True)
        )
        speech = Speech(WORDS, Sound(bytes(2 * 16 * words[-1].end_ms), 16_000), words=words)
        turn.answer.add(speech, Emotion.NEUTRAL)
        if sounding:
            turn.answer.sent_s = self.clock()
        return turn

    def over(self, turn: Turn) -> None:
        turn.over_s = self.clock()


@pytest.fixture
def table() -> Table:
    return Table()


def test_while_nobody_answers_every_word_is_meant(table: Table) -> None:
    table.taking.speech_started()
    assert table.taking.is_meant("mhm")
    assert not table.taking.is_meant("  ")
    assert not table.taking.interrupts("hello there")


def test_an_answer_that_does_not_sound_yet_waits(table: Table) -> None:
    turn = table.answered(sounding=False)
    assert table.taking.speech_started() is turn


def test_one_that_sounds_goes_on(table: Table) -> None:
    table.answered()
    assert table.taking.speech_started() is None


def test_a_backchannel_does_not_stop_it(table: Table) -> None:
    table.answered()
    table.taking.speech_started()
    assert not table.taking.is_meant("mhm")
    assert not table.taking.interrupts("yeah")


@pytest.mark.parametrize("said", ["wait what", "stop"])
def test_real_words_and_a_command_stop_it(table: Table, said: str) -> None:
    turn = table.answered()
    table.taking.speech_started()
    assert table.taking.interrupts(said)
    assert table.taking.cut_off is turn


def test_one_word_stops_it_when_it_is_heard_twice(table: Table) -> None:
    table.answered()
    table.taking.speech_started()
    assert not table.taking.interrupts("actually")
    assert table.taking.interrupts("actually")


def test_its_own_words_are_an_echo(table: Table) -> None:
    table.answered()
    table.taking.speech_started()
    assert not table.taking.is_meant("the garden was full of yellow tulips")


@pytest.mark.parametrize(("echo_ms", "meant"), [(0, True), (800, False)])
def test_an_echo_may_come_when_the_answer_is_over(echo_ms: int, meant: bool) -> None:
    table = Table(echo_ms=echo_ms)
    turn = table.answered()
    table.over(turn)
    table.clock.now_s += ECHO_TAIL_S + 0.5
    table.taking.speech_started()
    assert table.taking.is_meant("the garden was full of yellow tulips") is meant


def test_a_new_utterance_forgets_what_the_last_one_cut_off(table: Table) -> None:
    table.answered()
    table.taking.speech_started()
    table.taking.interrupts("wait a moment")
    table.taking.speech_started()
    assert table.taking.cut_off is None


def test_a_guess_is_taken_once(table: Table) -> None:
    turn = table.taking.speculative = table.answered(sounding=False)
    assert table.taking.take_speculative() is turn
    assert table.taking.take_speculative() is None
