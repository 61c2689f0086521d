"""How much one person, and one address, may ask for in a while."""

from __future__ import annotations

import logging
import time
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import cast

from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from services.errors import TooManyRequests
from services.settings import Settings

log = logging.getLogger(__name__)

LOCAL = ("events", "messages")
"""Counted in this process alone: their connection lives here, and they are many."""


class Limits:
    """Every rate counts twice: for the person, and some people's worth of it for the address.

    Without the latter whoever throws their cookie away could begin anew; what a person is refused
    does not count for their neighbours. Counts are kept in Redis when there is one; while it is
    away, each process counts for itself.
    """

    def __init__(self, settings: Settings) -> None:
        self._rates: dict[str, RateLimitItem] = {
            "requests": settings.rate_requests,
            "uploads": settings.rate_uploads,
            "sign_in": settings.rate_sign_in,
            "calls": settings.rate_calls,
            "messages": settings.rate_messages,
            "events": settings.rate_events,
        }
        self._people_per_address = settings.people_per_address
        self._here = MemoryStorage()
        self._shared = _shared(settings.redis_url) or self._here
        self._is_alone = False

    def take(self, name: str, person: str, address: str) -> None:
        """Count one. Raises `TooManyRequests` when there is no room for it.

        ``person`` may be anything that stands for someone; when it is empty the address counts.
        """
        wait_s = self.wait_s(name, person, address)
        if wait_s:
            raise TooManyRequests(name, retry_after_s=wait_s)

    def wait_s(self, name: str, person: str, address: str) -> float:
        """Count one; 0 when there is room for it, else when there will be."""
        rate = self._rates[name]
        wait_s = self._counted(rate, name, "person", person) if person else 0.0
        shared = _times(rate, self._people_per_address)
        return wait_s or self._counted(shared, name, "address", network_of(address))

    def forgive(self, name: str, person: str) -> None:
        """Forget what was counted for someone."""
        key = self._rates[name].key_for(name, "person", person)
        self._here.clear(key)
        try:
            self._shared.clear(key)
        except StorageError as exc:
            self._go_alone(exc)

    def _counted(self, rate: RateLimitItem, *key: str) -> float:
        if key[0] in LOCAL:
            return _wait_s(self._here, rate, *key)
        try:
            wait_s = _wait_s(self._shared, rate, *key)
        except StorageError as exc:
            self._go_alone(exc)
            return _wait_s(self._here, rate, *key)
        self._is_alone = False
        return wait_s

    def _go_alone(self, reason: StorageError) -> None:
        """Say so once, not with every request."""
        if not self._is_alone:
            log.warning("rates are not shared", extra={"reason": str(reason)})
        self._is_alone = True


@lru_cache(maxsize=10_000)
def network_of(address: str) -> str:
    """What one household has: an address or, of IPv6, the 2^64 that share their first half."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return address
    return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))


def _shared(redis_url: str) -> Storage | None:
    if not redis_url:
        return None
    storage = storage_from_string(redis_url, wrap_exceptions=True)
    return cast(Storage, storage)


def _times(rate: RateLimitItem, factor: int) -> RateLimitItem:
    return type(rate)(rate.amount * factor, rate.multiples)


def _wait_s(storage: Storage, rate: RateLimitItem, *key: str) -> float:
    limiter = FixedWindowRateLimiter(storage)
    if limiter.hit(rate, *key):
        return 0.0
    return max(0.05, limiter.get_window_stats(rate, *key).reset_time - time.time())
