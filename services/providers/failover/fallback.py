"""Providers that stand in for each other: a fallback is itself a provider made of providers.

Each capability has a file ``fallback.py`` of its own, which keeps the capability's promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar, Generic, Self, TypeVar

from services.contracts import ProviderObserver, Stream
from services.domain import Voice
from services.errors import ProviderError
from services.providers.failover.health import ProviderHealth
from services.providers.failover.race import Race
from services.providers.failover.runner import Contender

Provider = TypeVar("Provider")
Item = TypeVar("Item")


class Nobody:
    """A witness for whom it does not matter."""

    keeps_voice = False

    def did(self, capability: str, provider: str) -> None:
        """Is not interested."""

    def failed(self, capability: str, error: ProviderError) -> None:
        """Is not interested."""

    def shown(self, provider: str) -> None:
        """Is not interested."""

    def changed_voice(self, provider: str, voice: Voice) -> None:
        """Is not interested."""


NOBODY = Nobody()


@dataclass(frozen=True)
class ChainLink(Generic[Provider]):
    """One provider of a chain."""

    provider: Provider
    health: ProviderHealth
    patience_s: float
    """How long it may keep a person waiting before the next one is asked as well."""
    local: bool = False
    """One that is not far away is waited for as long as it takes when nobody else is left."""

    @property
    def name(self) -> str:
        return self.health.name


AnyLink = TypeVar("AnyLink", bound=ChainLink[Any])


@dataclass(frozen=True)
class Fallback(Generic[AnyLink]):
    """The providers of one capability, in order."""

    capability: ClassVar[str]
    links: Sequence[AnyLink]
    observer: ProviderObserver = NOBODY
    spent: set[str] = field(default_factory=set)
    """Who failed in this turn, and is asked again only when nobody else is left."""

    @property
    def name(self) -> str:
        """Of the one who would be asked now."""
        return self.first.name

    @property
    def first(self) -> AnyLink:
        """Who would be asked now."""
        well = (link for link in self.links if link.health.breaker.state != "open")
        return next(well, self.links[0])

    def watched(self, observer: ProviderObserver) -> Self:
        return replace(self, observer=observer, spent=set())

    def race(
        self,
        open_: Callable[[AnyLink], Stream[Item]],
        *,
        links: Sequence[AnyLink] | None = None,
        settles: Callable[[Item], bool] = lambda item: True,
        waits: bool = False,
        calm: float = 1.0,
    ) -> Race[Item]:
        """What ``open_`` gives of the first of these links, or of all, that gives something.

        ``calm`` is how many times their patience they have.
        """
        contenders = (
            Contender(link.health, partial(open_, link), link.patience_s * calm, link.local)
            for link in self.candidates(self.links if links is None else links)
        )
        return Race(self, contenders, settles=settles, waits=waits)

    def candidates(self, links: Iterable[AnyLink]) -> Iterator[AnyLink]:
        """Whom to ask, one after the other; when all are left alone, the last one all the same."""
        links = list(links)
        asked = False
        for link in links:
            if link.name in self.spent:
                continue
            if link.health.breaker.enter():
                asked = True
                yield link
            elif link.health.error is not None:
                self.observer.failed(self.capability, link.health.error)
        if links and not asked:
            yield links[-1]

    def did(self, provider: str) -> None:
        self.observer.did(self.capability, provider)

    def failed(self, error: ProviderError) -> None:
        if self.observer is not NOBODY:
            self.spent.add(error.provider)
        self.observer.failed(self.capability, error)
