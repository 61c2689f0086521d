"""What every vendor of chat models offers, and what it says it counted."""

from __future__ import annotations

import pytest

from services.domain import Amount, Model
from services.errors import ProviderError, ProviderRefused, ProviderTimeout, ProviderUnavailable
from services.providers.registry import Entry
from services.usage import vendor_counts
from tests.contracts import cases
from tests.contracts.asking import HELLO
from tests.vendors.openai_server import OpenAIServer
from tests.vendors.server import Vendor

CHATS = cases.of("chat")
GEMINIS = ("gemini", "gemini_legacy")
every = cases.named(CHATS)
keyed = cases.named([entry for entry in CHATS if entry.name not in cases.KEYLESS])
counting = cases.named([entry for entry in CHATS if entry.name != "mistral"])


@every
def test_it_lists_the_models_that_hold_a_conversation(entry: Entry, server: Vendor) -> None:
    models = {model.name: model for model in cases.provider(entry, server).models()}
    seeing = {name for name, model in models.items() if model.sees}
    if entry.name in GEMINIS:
        assert set(models) == seeing == {"gemini-3.8-flash", "gemini-2.5-pro"}
        assert models["gemini-2.5-pro"].context_tokens == 1_048_576
    else:
        assert {"gpt-5-mini", "llama3.2", "openai/gpt-oss-120b"} <= set(models)
        assert not {"whisper-1", "gpt-4o-mini-tts", "text-embedding-3-small"} & set(models)
        assert seeing == {"gpt-4o-mini", "gpt-4.1", "gpt-5-mini", "mistral-small-latest"}
    assert {model.provider for model in models.values()} == {entry.name}


@every
def test_another_model_of_the_vendor_uses_the_same_connection(entry: Entry, server: Vendor) -> None:
    chat = cases.provider(entry, server)
    name = "gemini-2.5-pro" if entry.name in GEMINIS else "gpt-5-mini"
    other = chat.with_model(name)
    assert "".join(chat.reply(HELLO, max_tokens=20)) == "Hello, you."
    assert "".join(other.reply(HELLO, max_tokens=20)) == "Hello, you."
    assert (other.name, other.model, other.sees) == (entry.name, name, True)
    assert chat.model != name
    assert name in server.asked[1].path + server.asked[1].json_text
    assert name not in server.asked[0].path + server.asked[0].json_text
    assert len(server.connections) == 1


@counting
def test_it_says_what_the_vendor_counted(entry: Entry, server: Vendor) -> None:
    said: list[Amount] = []
    with vendor_counts.told_to(said.append):
        assert "".join(cases.provider(entry, server).reply(HELLO, max_tokens=20)) == "Hello, you."
    assert [amount.tokens_out for amount in said] == [len("Hello, you.") // 4 + 1]
    assert said[0].tokens_in > 1
    assert not said[0].estimated


@keyed
def test_a_wrong_key_lists_nothing(entry: Entry, server: Vendor) -> None:
    with pytest.raises(ProviderRefused) as caught:
        cases.provider(entry, server, **cases.with_key(server, cases.WRONG_KEY)).models()
    assert caught.value.provider == entry.name
    assert cases.WRONG_KEY not in caught.value.detail


@every
def test_a_failure_to_list_is_one_of_our_errors(entry: Entry, server: Vendor) -> None:
    chat = cases.provider(entry, server, **cases.IMPATIENT)
    faults = [lambda: server.fail_next(500), server.hang_next, lambda: server.malformed_next(0)]
    kinds: list[type[ProviderError]] = []
    for fault in faults:
        fault()
        with pytest.raises(ProviderError) as caught:
            chat.models()
        kinds.append(type(caught.value))
    assert kinds == [ProviderUnavailable, ProviderTimeout, ProviderUnavailable]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"id": "llama-x", "active": True, "context_window": 131072}, (False, 131072)),
        ({"id": "m", "max_context_length": 32768,
          "capabilities": {"completion_chat": True, "vision": True}}, (True, 32768)),
        ({"id": "Qwen/Qwen2.5-VL-7B-Instruct", "max_model_len": 8192}, (True, 8192)),
        ({"id": "default", "meta": {"n_ctx_train": 40960}}, (False, 40960)),
        ({"id": "gone", "active": False}, None),
        ({"id": "mistral-x", "capabilities": {"completion_chat": False, "vision": True}}, None),
    ],
)  # fmt: skip
def test_what_a_vendor_says_of_a_model_counts(row, expected) -> None:
    entry = next(entry for entry in CHATS if entry.name == "openai")
    with OpenAIServer() as server:
        server.models = [row]
        found = cases.provider(entry, server).models()
    assert found == ([Model("openai", row["id"], *expected)] if expected else [])


@pytest.mark.parametrize("row", [{"name": "nameless"}, "text", {"id": 5}, {"id": None}])
def test_a_malformed_list_is_unavailable(row) -> None:
    entry = next(entry for entry in CHATS if entry.name == "openai")
    with OpenAIServer() as server:
        server.models = [row]
        with pytest.raises(ProviderUnavailable):
            cases.provider(entry, server).models()
