"""Which chat models to ask, and in which order, by what a person wishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from services.contracts import ChatVendor
from services.domain import AutoModel, Model
from services.errors import BadInput
from services.providers.chat import known
from services.providers.chat.catalogue import Catalogue
from services.providers.chat.fallback import ChatLink
from services.providers.failover.health import ProviderHealth

MIN_TIER = 2
"""Of a model that is chosen without anyone having named it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that a link of the chain could ask."""

    place: int
    """Of its link."""
    model: Model
    set_up: bool
    """Whether the settings name it."""


@dataclass(frozen=True, slots=True)
class Order:
    links: Sequence[ChatLink]
    models: Mapping[str, str]
    """By the name of its link, the model that would be asked."""


class Chooser:
    """Orders the links of a chain. Never waits: of vendors that were not listed yet, only the
    models that are set up are known.
    """

    def __init__(
        self,
        links: Sequence[ChatLink],
        vendors: Mapping[str, ChatVendor],
        catalogue: Catalogue,
    ) -> None:
        """``vendors`` are those of the links, by name."""
        self._links = links
        self._vendors = vendors
        self._catalogue = catalogue
        self._healths: dict[str, ProviderHealth] = {}
        """Of other models than those that are set up, by id."""

    def order(self, choice: str) -> Order:
        """The chosen one first, then the others as they stand in the chain.

        Raises `BadInput` for a model that is not offered.
        """
        self._catalogue.refresh()
        models = {link.name: self._vendors[link.name].model for link in self._links}
        if choice == AutoModel.AUTO:
            return Order(self._links, models)
        return self._led_by(self._chosen(choice), models)

    def _led_by(self, leader: Candidate, models: Mapping[str, str]) -> Order:
        """Another model of a vendor takes the vendor's place: if it fails, the vendor does."""
        links = list(self._links)
        link = links.pop(leader.place)
        if leader.set_up:
            return Order([link, *links], models)
        other = self._vendors[link.name].with_model(leader.model.name)
        chosen = replace(
            link, provider=other, sees=leader.model.sees, health=self._health(leader.model)
        )
        return Order([chosen, *links], {**models, link.name: other.model})

    def _health(self, model: Model) -> ProviderHealth:
        """Of its own: a model that one person chose and that fails closes its vendor to no one."""
        if model.id not in self._healths:
            self._healths[model.id] = ProviderHealth("chat", model.provider, of_all=False)
        return self._healths[model.id]

    def _chosen(self, choice: str) -> Candidate:
        candidates = list(self._candidates())
        if choice == AutoModel.BEST:
            return max(candidates, key=self._quality)
        if choice == AutoModel.FASTEST:
            return min(candidates, key=self._slowness)
        named = [each for each in candidates if each.model.id == choice]
        if not named:
            raise BadInput("There is no such model to choose.")
        return named[0]

    def _candidates(self) -> Iterator[Candidate]:
        for place, link in enumerate(self._links):
            own = self._vendors[link.name].model
            yield Candidate(place, Model(link.name, own, link.sees), set_up=True)
            for model in self._catalogue.known(link.name):
                if model.name != own:
                    yield Candidate(place, model, set_up=link.local)

    def _quality(self, candidate: Candidate) -> tuple[float, ...]:
        """Of two as good, the one that is set up, that sees, that stands first."""
        model, link = candidate.model, self._links[candidate.place]
        tier = 0 if link.local else known.tier(model.name)
        return tier, candidate.set_up, model.sees, -candidate.place

    def _slowness(self, candidate: Candidate) -> tuple[float, ...]:
        """By vendor, as measured here; of a vendor's models, the one that is set up if it sees."""
        model, link = candidate.model, self._links[candidate.place]
        measured_ms = link.health.status().latency_ms
        expected_ms = known.first_word_ms(link.name)
        tier = known.tier(model.name)
        blind = not model.sees
        unknown = not candidate.set_up and tier < MIN_TIER
        wait_ms = expected_ms if measured_ms is None else measured_ms
        return blind, unknown, wait_ms, not candidate.set_up, -tier
