"""Of an answer only the words that were heard count, and all of those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.conversation.turn.playback import AnswerPlayback
from services.domain import Emotion, Sound, Speech, Timed
from services.errors import BadInput

RATE_HZ = 1000


def spoken(text: str, word_ms: int = 100, *, timed: bool = True) -> Speech:
    words = text.split()
    times = tuple(
        Timed(number * word_ms, (number + 1) * word_ms, word) for number, word in enumerate(words)
    )
    sound = Sound(bytes(2 * word_ms * len(words) * RATE_HZ // 1000), RATE_HZ)
    return Speech(text, sound, words=times if timed else ())


def an_answer(*clauses: str) -> AnswerPlayback:
    answer = AnswerPlayback()
    for clause in clauses:
        answer.add(spoken(clause), Emotion.HAPPY)
    return answer


def test_nothing_is_heard_before_the_first_report() -> None:
    assert an_answer("a b", "c d").heard_text == ""


def test_half_a_word_counts_as_heard() -> None:
    answer = an_answer("one two", "three four")
    answer.played(0, 149, done=False)
    assert answer.heard_text == "one"
    answer.played(0, 151, done=False)
    assert answer.heard_text == "one two"
    answer.played(1, 60, done=False)
    assert answer.heard_text == "one two three"
    assert answer.unheard_text == "four"


def test_the_play_head_never_goes_back() -> None:
    answer = an_answer("one two three")
    answer.played(0, 250, done=False)
    answer.played(0, 20, done=False)
    assert answer.heard_text == "one two three"


def test_a_report_beyond_a_segment_stays_within_it() -> None:
    answer = an_answer("one two", "three four")
    answer.played(0, 10_000, done=False)
    assert answer.heard_text == "one two"


def test_words_without_times_are_spread_by_length() -> None:
    answer = AnswerPlayback()
    answer.add(spoken("hi everybody", timed=False), Emotion.NEUTRAL)
    answer.played(0, 40, done=False)
    assert answer.heard_text == "hi"


@pytest.mark.parametrize("segment", [-1, 2])
def test_a_segment_that_was_never_sent_is_refused(segment: int) -> None:
    with pytest.raises(BadInput):
        an_answer("a", "b").played(segment, 10, done=True)


CLAUSES = st.lists(
    st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=5).map(" ".join),
    min_size=1,
    max_size=5,
)


@given(CLAUSES, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 700), st.booleans())))
def test_heard_and_unheard_are_the_whole(
    clauses: list[str], reports: list[tuple[int, int, bool]]
) -> None:
    answer = an_answer(*clauses)
    for segment, heard_ms, done in reports:
        if segment < len(clauses):
            answer.played(segment, heard_ms, done=done)
    whole = f"{answer.heard_text} {answer.unheard_text}".strip()
    assert whole == " ".join(clauses) == answer.text


@given(CLAUSES)
def test_all_that_was_played_is_heard(clauses: list[str]) -> None:
    answer = an_answer(*clauses)
    for segment in range(len(clauses)):
        answer.played(segment, 0, done=True)
    assert answer.heard_text == answer.text
    assert answer.remaining_ms == 0
