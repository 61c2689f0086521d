"""Every registered provider that speaks to a vendor, and the fake that it speaks to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from services.errors import ProviderError
from services.providers import registry
from services.providers.registry import ENTRIES, Entry
from services.settings import Settings
from tests.support.patience import SLOWNESS, hang_s
from tests.vendors.elevenlabs_server import ElevenLabsServer
from tests.vendors.gemini_server import GeminiServer
from tests.vendors.gtts_server import GttsServer
from tests.vendors.openai_server import OpenAIServer
from tests.vendors.server import Vendor

SERVERS: dict[str, type[Vendor]] = {
    "elevenlabs": ElevenLabsServer,
    "gemini": GeminiServer,
    "gemini_legacy": GeminiServer,
    "gtts": GttsServer,
    **dict.fromkeys(
        ("openai", "cerebras", "groq", "mistral", "ollama", "lmstudio", "vllm", "llamacpp"),
        OpenAIServer,
    ),
}
KEYLESS = {"ollama", "lmstudio", "gtts"}
KEY_OPTIONAL = {"vllm", "llamacpp"}
WRONG_KEY = "-".join(("sk", "wrong", "secret", "0123456789"))
TIMEOUT_S = round(SLOWNESS)
"""Where silence is to be a time-out: a fake vendor that answers does so in milliseconds."""
PATIENT = {"PROVIDER_TIMEOUT_S": str(min(600, round(hang_s(60))))}
"""Where it may be none: longer than a test waits, or as long as the setting allows."""
IMPATIENT = {"PROVIDER_TIMEOUT_S": str(TIMEOUT_S)}


def of(capability: str) -> list[Entry]:
    """The providers of a capability that use the network."""
    return [entry for entry in ENTRIES if entry.capability == capability and is_vendor(entry)]


def is_vendor(entry: Entry) -> bool:
    return entry.name in SERVERS


def server_for(entry: Entry) -> Vendor:
    return SERVERS[entry.name]()


def settings(server: Vendor, **others: str) -> Settings:
    return Settings.load({**server.settings(), **PATIENT, **others})


def provider(entry: Entry, server: Vendor, **others: str) -> Any:
    """Made as the app makes it, from settings alone."""
    return registry.load(entry).from_settings(settings(server, **others))


def with_key(server: Vendor, key: str) -> dict[str, str]:
    """Settings that have this key instead of the right one."""
    return {name: key for name in server.settings() if name.endswith("_API_KEY")}


def raised(items: Iterator[Any]) -> tuple[list[Any], ProviderError]:
    """What came before the error, and the error."""
    came = []
    with pytest.raises(ProviderError) as caught:
        for item in items:
            came.append(item)  # noqa: PERF402
    return came, caught.value


def named(entries: Sequence[Entry]) -> Any:
    ids = [f"{entry.capability} {entry.name}" for entry in entries]
    return pytest.mark.parametrize("entry", entries, ids=ids)
