"""A vendor that fails is left alone, and comes back once it is well."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.providers.failover.circuit_breaker import (
    FAILURES,
    FIRST_BACK_OFF_S,
    MAX_BACK_OFF_S,
    PROBE_S,
    REFUSED_BACK_OFF_S,
    Breaker,
)
from tests.providers.scripts import Clock


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


def open_it(breaker: Breaker) -> None:
    for _ in range(FAILURES):
        assert breaker.enter()
        breaker.failed()


def test_a_few_failures_open_it(breaker: Breaker) -> None:
    for _ in range(FAILURES - 1):
        breaker.failed()
        assert breaker.state == "closed"
    breaker.failed()
    assert breaker.state == "open"
    assert not breaker.enter()
    assert breaker.retry_in_s == FIRST_BACK_OFF_S


def test_failures_with_success_between_do_not(breaker: Breaker) -> None:
    for _ in range(3 * FAILURES):
        breaker.failed()
        breaker.succeeded()
    assert breaker.state == "closed"


def test_what_is_hopeless_opens_it_at_once_and_for_longer(breaker: Breaker) -> None:
    breaker.failed(hopeless=True)
    assert breaker.state == "open"
    assert breaker.retry_in_s == REFUSED_BACK_OFF_S


def test_after_the_back_off_one_request_tries(breaker: Breaker, clock: Clock) -> None:
    open_it(breaker)
    clock.now_s += FIRST_BACK_OFF_S
    assert breaker.state == "half_open"
    assert [breaker.enter() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert breaker.state == "closed"
    assert breaker.enter() and breaker.enter()


def test_a_try_that_fails_doubles_the_back_off(breaker: Breaker, clock: Clock) -> None:
    open_it(breaker)
    back_offs_s = []
    for _ in range(10):
        clock.now_s += breaker.retry_in_s
        assert breaker.enter()
        breaker.failed()
        back_offs_s.append(breaker.retry_in_s)
    assert back_offs_s[:3] == [2 * FIRST_BACK_OFF_S, 4 * FIRST_BACK_OFF_S, 8 * FIRST_BACK_OFF_S]
    assert back_offs_s[-1] == MAX_BACK_OFF_S


def test_a_try_after_a_refusal_counts_alone(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(hopeless=True)
    clock.now_s += REFUSED_BACK_OFF_S
    assert breaker.enter()
    breaker.failed()
    assert breaker.state == "open"


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_try_without_result_leaves_the_way_to_the_next(
    breaker: Breaker, clock: Clock, forgotten: bool
) -> None:
    open_it(breaker)
    clock.now_s += FIRST_BACK_OFF_S
    assert breaker.enter()
    if forgotten:
        clock.now_s += PROBE_S
    else:
        breaker.abandoned()
    assert breaker.enter()


def test_failing_for_want_of_another_does_not_put_the_next_try_off(
    breaker: Breaker, clock: Clock
) -> None:
    open_it(breaker)
    clock.now_s += FIRST_BACK_OFF_S / 2
    breaker.failed()
    assert breaker.retry_in_s == FIRST_BACK_OFF_S / 2


def test_of_many_at_once_one_may_try(clock: Clock) -> None:
    breaker = Breaker(clock)
    open_it(breaker)
    clock.now_s += FIRST_BACK_OFF_S
    entered: list[bool] = []
    start = threading.Barrier(8)

    def try_it() -> None:
        start.wait()
        entered.append(breaker.enter())

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert entered.count(True) == 1


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["failed", "hopeless", "succeeded", "abandoned", "enter"]),
            st.floats(0, 2 * MAX_BACK_OFF_S),
        )
    )
)
def test_whatever_happens_a_vendor_can_come_back(steps: list[str | float]) -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for step in steps:
        if isinstance(step, float):
            clock.now_s += step
        elif step == "hopeless":
            breaker.failed(hopeless=True)
        else:
            getattr(breaker, step)()
        assert 0 <= breaker.retry_in_s <= MAX_BACK_OFF_S
    clock.now_s += MAX_BACK_OFF_S + PROBE_S
    assert breaker.enter()
    breaker.succeeded()
    assert breaker.state == "closed"
