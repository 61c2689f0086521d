"""Who is asked first, by what a person chose."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from prometheus_client import REGISTRY

from services.domain import AutoModel, Model
from services.errors import BadInput, ProviderRefused
from services.providers.chat.catalogue import Catalogue
from services.providers.chat.choosing import Chooser, Order
from services.providers.chat.fallback import ChatLink
from services.providers.chat.known import sees
from services.providers.failover.circuit_breaker import FAILURES
from services.providers.failover.health import ProviderHealth


class Vendor:
    def __init__(self, name: str, model: str, *others: str) -> None:
        self.name = name
        self.model = model
        self.others = others

    def models(self) -> Sequence[Model]:
        return [Model(self.name, name, sees(name)) for name in (self.model, *self.others)]

    def with_model(self, name: str) -> Vendor:
        return Vendor(self.name, name)


GROQ = Vendor("groq", "openai/gpt-oss-120b", "meta-llama/llama-4-scout", "llama-3.1-8b-instant")
OPENAI = Vendor("openai", "gpt-4o-mini", "gpt-5", "gpt-4.1")
EMBEDDED = Vendor("embedded", "")


def chooser(*vendors: Vendor, latencies_ms: dict[str, float] | None = None) -> Chooser:
    links = []
    for vendor in vendors:
        health = ProviderHealth("chat", vendor.name)
        if latency_ms := (latencies_ms or {}).get(vendor.name):
            health.succeeded(latency_ms)
        local = vendor is EMBEDDED
        links.append(ChatLink(vendor, health, 1.0, local=local, sees=sees(vendor.model)))
    catalogue = Catalogue(vendors)
    catalogue.listings()
    return Chooser(links, {vendor.name: vendor for vendor in vendors}, catalogue)


def places(order: Order) -> list[tuple[str, str, bool]]:
    return [(link.name, order.models[link.name], link.sees) for link in order.links]


def test_nothing_chosen_is_the_chain_as_it_is() -> None:
    assert places(chooser(GROQ, OPENAI, EMBEDDED).order(AutoModel.AUTO)) == [
        ("groq", "openai/gpt-oss-120b", False),
        ("openai", "gpt-4o-mini", True),
        ("embedded", "", False),
    ]


def test_a_model_by_name_comes_first_and_the_rest_after_it() -> None:
    order = chooser(GROQ, OPENAI, EMBEDDED).order("openai/gpt-5")
    assert places(order) == [
        ("openai", "gpt-5", True),
        ("groq", "openai/gpt-oss-120b", False),
        ("embedded", "", False),
    ]
    assert order.links[0].provider.model == "gpt-5"


def test_a_chosen_model_that_fails_closes_its_vendor_to_no_one() -> None:
    def is_shown() -> float | None:
        shown = {"capability": "chat", "provider": "openai"}
        return REGISTRY.get_sample_value("visavis_provider_open", shown)

    choosing, before = chooser(OPENAI), is_shown()
    for _ in range(FAILURES):
        choosing.order("openai/gpt-5").links[0].health.failed(ProviderRefused("no access"))
    (failing,) = choosing.order("openai/gpt-5").links
    (usual,) = choosing.order(AutoModel.AUTO).links
    assert (failing.name, failing.health.breaker.state) == ("openai", "open")
    assert (usual.name, usual.health.breaker.state) == ("openai", "closed")
    assert is_shown() == before


def test_a_name_may_have_a_slash_in_it() -> None:
    order = chooser(OPENAI, GROQ).order("groq/meta-llama/llama-4-scout")
    assert places(order)[0] == ("groq", "meta-llama/llama-4-scout", True)


def test_the_model_that_is_set_up_keeps_its_provider() -> None:
    order = chooser(GROQ, OPENAI).order("openai/gpt-4o-mini")
    assert order.links[0].provider is OPENAI


@pytest.mark.parametrize("choice", ["openai/gpt-99", "mistral/large", "gpt-5", "", "worst"])
def test_what_nobody_offers_cannot_be_chosen(choice: str) -> None:
    with pytest.raises(BadInput):
        chooser(GROQ, OPENAI).order(choice)


def test_the_best_is_of_the_highest_tier() -> None:
    assert places(chooser(EMBEDDED, GROQ, OPENAI).order(AutoModel.BEST))[0][:2] == (
        "openai", "gpt-5",
    )  # fmt: skip
    assert places(chooser(EMBEDDED, GROQ).order(AutoModel.BEST))[0][0] == "groq"
    assert places(chooser(EMBEDDED).order(AutoModel.BEST))[0][0] == "embedded"


def test_the_fastest_sees_and_is_measured() -> None:
    gemini = Vendor("gemini", "gemini-3.8-flash")
    slow_openai = chooser(OPENAI, gemini, latencies_ms={"openai": 900, "gemini": 300})
    slow_gemini = chooser(OPENAI, gemini, latencies_ms={"openai": 300, "gemini": 900})
    assert places(slow_openai.order(AutoModel.FASTEST))[0][0] == "gemini"
    assert places(slow_gemini.order(AutoModel.FASTEST))[0][0] == "openai"


def test_a_model_that_is_set_up_and_sees_is_the_fastest_of_its_vendor() -> None:
    for latencies_ms in ({}, {"openai": 2000}):
        order = chooser(OPENAI, EMBEDDED, latencies_ms=latencies_ms).order(AutoModel.FASTEST)
        assert places(order)[0][:2] == ("openai", "gpt-4o-mini")


def test_the_fastest_may_be_another_model_of_a_fast_vendor() -> None:
    order = chooser(OPENAI, GROQ).order(AutoModel.FASTEST)
    assert places(order)[0] == ("groq", "meta-llama/llama-4-scout", True)


def test_where_none_sees_the_fastest_is_blind() -> None:
    blind = Vendor("cerebras", "gpt-oss-120b")
    assert places(chooser(EMBEDDED, blind).order(AutoModel.FASTEST))[0][0] == "cerebras"
