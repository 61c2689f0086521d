"""What the vendors offer, without anyone waiting for it."""

from __future__ import annotations

import threading

from services.domain import Model
from services.errors import ProviderUnavailable
from services.providers.chat.catalogue import FAILURE_KEPT_S, KEPT_S, Catalogue, Listing
from tests.providers.scripts import Clock
from tests.support.patience import hang_s, wait_until


class Vendor:
    def __init__(self, name: str, *models: str) -> None:
        self.name = name
        self.offers = models
        self.error: ProviderUnavailable | None = None
        self.asked = 0
        self.answers = threading.Event()
        self.answers.set()

    def models(self):
        self.asked += 1
        assert self.answers.wait(hang_s())
        if self.error:
            raise self.error
        return [Model(self.name, name, sees=False) for name in self.offers]


def names(listing: Listing) -> list[str]:
    return [model.name for model in listing.models]


def test_every_vendor_is_listed_in_order_and_asked_once(clock: Clock) -> None:
    first, second = Vendor("first", "a", "b"), Vendor("second", "c")
    catalogue = Catalogue([first, second], clock=clock)
    assert catalogue.known("first") == ()
    for _ in range(2):
        assert [names(listing) for listing in catalogue.listings()] == [["a", "b"], ["c"]]
    assert (first.asked, second.asked) == (1, 1)
    assert [model.id for model in catalogue.known("second")] == ["second/c"]
    assert catalogue.known("nobody") == ()


def test_an_old_list_is_shown_while_the_new_one_is_on_its_way(clock: Clock) -> None:
    vendor = Vendor("only", "old")
    catalogue = Catalogue([vendor], clock=clock)
    catalogue.listings()
    clock.now_s += KEPT_S
    vendor.offers = ("new",)
    vendor.answers.clear()
    assert names(catalogue.listings()[0]) == ["old"]
    vendor.answers.set()
    wait_until(lambda: names(catalogue.listings()[0]) == ["new"])
    assert vendor.asked == 2


def test_what_was_known_outlives_a_failure(clock: Clock) -> None:
    vendor = Vendor("only", "a")
    catalogue = Catalogue([vendor], clock=clock)
    catalogue.listings()
    clock.now_s += KEPT_S
    vendor.error = ProviderUnavailable("gone")
    wait_until(lambda: catalogue.listings()[0].error is not None)
    assert names(catalogue.listings()[0]) == ["a"]
    assert vendor.asked == 2
    clock.now_s += FAILURE_KEPT_S
    vendor.error = None
    wait_until(lambda: catalogue.listings()[0].error is None)
    assert vendor.asked == 3


def test_a_vendor_that_fails_at_first_has_no_models_and_an_error(clock: Clock) -> None:
    vendor = Vendor("only", "a")
    vendor.error = ProviderUnavailable("gone")
    (listing,) = Catalogue([vendor], clock=clock).listings()
    assert (names(listing), listing.error) == ([], vendor.error)
