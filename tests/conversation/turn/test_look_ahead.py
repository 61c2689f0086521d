"""Look-ahead gives the same items, works in advance, and lets go at once."""

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.conversation.turn.look_ahead import Ahead
from services.errors import ProviderUnavailable
from tests.support.patience import hang_s, wait_until


@given(st.lists(st.integers()), st.integers(min_value=1, max_value=5))
def test_is_identity(items: list[int], limit: int) -> None:
    assert list(Ahead(iter(items), limit=limit)) == items


def test_works_in_advance_but_not_too_far() -> None:
    taken: list[int] = []

    def source() -> Iterator[int]:
        for number in range(10):
            taken.append(number)
            yield number

    stream = Ahead(source(), limit=2)
    assert next(stream) == 0
    wait_until(lambda: len(taken) >= 4)
    time.sleep(0.05)  # for a fifth to be taken, were it taken: no time is too short for this test
    assert taken == [0, 1, 2, 3]  # one read, two waiting, one in hand


def test_an_error_comes_in_its_place() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ProviderUnavailable("gone")

    stream = Ahead(source(), limit=2)
    assert next(stream) == 1
    with pytest.raises(ProviderUnavailable):
        next(stream)


def test_close_ends_the_reader_who_waits_and_closes_the_source() -> None:
    closed, go_on = threading.Event(), threading.Event()

    def source() -> Iterator[int]:
        try:
            go_on.wait(hang_s())
            yield 1
        finally:
            closed.set()

    stream = Ahead(source(), limit=2)
    threading.Timer(0.05, stream.close).start()
    assert list(stream) == []
    go_on.set()
    assert closed.wait(hang_s())
