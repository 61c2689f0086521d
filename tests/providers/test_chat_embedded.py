"""The embedded model: it answers and warms; how soon it stops is measured by `benchmarks.parts`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from services.conversation.thinking.emotion_tag import read
from services.conversation.thinking.personas import WARM_FRIEND
from services.conversation.thinking.prompt import prompt, prompt_so_far
from services.domain import Message
from services.errors import ConfigError
from services.providers.chat.embedded import EmbeddedChat
from services.settings import Settings
from tests.support.patience import hang_s

WORDS = "My sister is getting married next month and I feel a bit strange."


@pytest.fixture(scope="module")
def chat() -> Iterator[EmbeddedChat]:
    chat = EmbeddedChat.from_settings(Settings.from_environment())
    chat.warm(prompt_so_far(WARM_FRIEND, "", (), "", budget_tokens=4096))
    yield chat


def asked(words: str) -> list[Message]:
    return prompt(WARM_FRIEND, "", (), (), words, budget_tokens=4096)


def first_piece_s(chat: EmbeddedChat, words: str) -> float:
    start = time.monotonic()
    stream = chat.reply(asked(words), max_tokens=20)
    next(stream)
    stream.close()
    return time.monotonic() - start


@pytest.mark.models
def test_every_reply_starts_with_a_tag(chat: EmbeddedChat) -> None:
    for words in ("Hello you.", "fhdj wug", "Write *markdown* and 😊 now, as a - list!"):
        raw = "".join(chat.reply(asked(words), max_tokens=40))
        emotion, said = read(raw)
        assert emotion is not None
        assert said and not set(said) & set("*#`_\n😊")


@pytest.mark.models
def test_what_was_warmed_need_not_be_read_again(chat: EmbeddedChat) -> None:
    cold, warm = [], []
    for number in range(3):
        words = f"{WORDS} {number} times I said so, and to all of them."
        cold.append(first_piece_s(chat, words))
        chat.warm(prompt_so_far(WARM_FRIEND, "", (), f"Other {words}", budget_tokens=4096))
        warm.append(first_piece_s(chat, f"Other {words}"))
    assert statistics.median(warm) < statistics.median(cold) / 2


@pytest.mark.models
def test_only_this_machine_with_the_key_is_answered(chat: EmbeddedChat) -> None:
    address = chat._server.listening_address
    assert address.startswith("http://127.0.0.1:")
    assert (
        requests.post(f"{address}/v1/chat/completions", json={}, timeout=hang_s()).status_code
        == 401
    )
    listening = [c for c in psutil.Process().net_connections() if c.status == psutil.CONN_LISTEN]
    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="COMPANION_GGUF"):
        EmbeddedChat.from_settings(Settings.load({"COMPANION_GGUF": str(tmp_path / "no")}))


def test_missing_weights_name_their_command(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="fetch"):
        EmbeddedChat.from_settings(Settings.load({"WEIGHTS_DIR": str(tmp_path)}))
