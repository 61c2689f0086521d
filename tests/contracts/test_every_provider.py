"""The suites leave nobody out."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from services.providers import registry
from services.providers.registry import ENTRIES, Entry
from services.settings import Settings
from tests.contracts import cases
from tests.contracts.asking import STREAMING

WITHOUT_NETWORK = {"embedded", "stub"}


def test_every_provider_is_a_vendor_with_a_fake_or_needs_no_network() -> None:
    names = {entry.name for entry in ENTRIES if entry.capability in STREAMING}
    assert names == set(cases.SERVERS) | WITHOUT_NETWORK


@cases.named([entry for capability in STREAMING for entry in cases.of(capability)])
def test_a_key_puts_it_before_the_embedded_one_except_for_ears(entry: Entry) -> None:
    names = [other.name for other in ENTRIES if other.capability == entry.capability]
    assert names.index(entry.name) < names.index("stub")
    if entry.default:
        assert entry.key
        before = names.index(entry.name) < names.index("embedded")
        assert before is (entry.capability != "transcription")


@cases.named([entry for entry in ENTRIES if cases.is_vendor(entry)])
def test_no_vendor_is_in_a_chain_without_its_key(entry: Entry) -> None:
    assert not entry.default or not getattr(Settings.load({}), entry.key)
    assert not entry.engine


@pytest.mark.parametrize("capability", STREAMING)
def test_engines_that_are_not_installed_are_left_to_those_who_have_no_key(
    capability: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda package: None)
    keys = {"OPENAI_API_KEY": "sk-test"}
    chain = registry.chain(capability, Settings.load(keys))
    assert [entry.name for entry in chain] == ["openai"]
    assert [entry.name for entry in registry.chain(capability, Settings.load({}))] == ["embedded"]
    wished = Settings.load({**keys, capability.upper(): "embedded"})
    assert [entry.name for entry in registry.chain(capability, wished)] == ["embedded"]


@pytest.mark.parametrize("capability", STREAMING)
def test_installed_they_go_on_where_vendors_fail(capability: str) -> None:
    keys = {"OPENAI_API_KEY": "sk-test"}
    chain = registry.chain(capability, Settings.load(keys))
    assert {entry.name for entry in chain} == {"openai", "embedded"}
    assert all(find_spec(entry.package) for entry in chain if entry.engine)


@cases.named([entry for entry in ENTRIES if not entry.engine])
def test_what_runs_in_the_web_process_can_be_loaded(entry: Entry) -> None:
    assert hasattr(registry.load(entry), "from_settings")
