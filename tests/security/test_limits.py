"""Rates: for a person, for an address, and with no Redis where there should be one."""

from __future__ import annotations

import pytest

from services.errors import TooManyRequests
from services.security.limits import Limits, network_of
from services.settings import Settings


def limits(**settings: str) -> Limits:
    return Limits(Settings.load({"RATE_CALLS": "3/minute", "PEOPLE_PER_ADDRESS": "2", **settings}))


def taken(limits: Limits, person: str, address: str = "one") -> int:
    """How many calls they get, of ten."""
    return sum(limits.wait_s("calls", person, address) == 0 for _ in range(10))


def test_each_person_has_a_share() -> None:
    some = limits()
    assert taken(some, "ada", "one") == 3
    assert taken(some, "bob", "two") == 3


def test_an_address_has_that_of_some_people() -> None:
    some = limits()
    assert [taken(some, person) for person in ("ada", "bob", "eve")] == [3, 3, 0]


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("unknown", "unknown", True),
    ],
)
def test_neighbours_in_one_network_share(one: str, other: str, are_one: bool) -> None:
    assert (network_of(one) == network_of(other)) is are_one


def test_without_a_person_the_address_counts() -> None:
    assert taken(limits(), "") == 6


def test_too_many_says_for_how_long() -> None:
    some = limits()
    taken(some, "ada")
    with pytest.raises(TooManyRequests) as refused:
        some.take("calls", "ada", "one")
    assert refused.value.retry_after_s is not None
    assert 0 < refused.value.retry_after_s <= 60


def test_what_was_counted_can_be_forgiven() -> None:
    some = limits(PEOPLE_PER_ADDRESS="100")
    assert taken(some, "ada") == 3
    some.forgive("calls", "ada")
    assert taken(some, "ada") == 3


def test_without_its_redis_each_process_counts_for_itself() -> None:
    some = limits(REDIS_URL="redis://127.0.0.1:1/0", PEOPLE_PER_ADDRESS="100")
    assert taken(some, "ada") == 3
    some.forgive("calls", "ada")
    assert taken(some, "ada") == 3
