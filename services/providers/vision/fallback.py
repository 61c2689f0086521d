"""An observer made of observers: the first that makes something out."""

from __future__ import annotations

from dataclasses import dataclass

from services.contracts import Observer
from services.domain import Picture, Sight
from services.errors import CompanionError, NobodyLeft, ProviderError
from services.providers.failover.fallback import ChainLink, Fallback


@dataclass(frozen=True)
class FallbackObserver(Fallback[ChainLink[Observer]]):
    """A look that is late is worth nothing: nobody is asked because another one is slow."""

    capability = "vision"

    def look(self, picture: Picture) -> Sight:
        for link in self.candidates(self.links):
            try:
                sight = link.provider.look(picture)
            except ProviderError as error:
                error.provider = link.name
                link.health.failed(error)
                self.failed(error)
                continue
            except CompanionError:
                link.health.breaker.abandoned()
                raise
            link.health.succeeded(None)
            return sight
        raise NobodyLeft(self.capability)
