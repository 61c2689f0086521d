"""What every chat model of a vendor promises; how they fail is in `test_failures`."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from services.domain import Message, Picture
from services.providers import registry
from services.providers.registry import Entry
from services.settings import Settings
from tests.contracts import cases
from tests.contracts.asking import HELLO
from tests.support.patience import hang_s
from tests.vendors.server import Vendor

CHATS = cases.of("chat")
every = cases.named(CHATS)
optional = cases.named([entry for entry in CHATS if entry.name in cases.KEY_OPTIONAL])


def reply(entry: Entry, server: Vendor, messages=HELLO) -> Iterator[str]:
    return cases.provider(entry, server).reply(messages, max_tokens=20)


@every
def test_it_is_what_the_contract_says(entry: Entry, server: Vendor) -> None:
    chat = cases.provider(entry, server)
    assert chat.name == entry.name
    assert isinstance(chat.sees, bool)
    assert chat.context_tokens >= 4096
    chat.warm(HELLO)
    assert server.asked == []


@every
def test_it_streams(entry: Entry, server: Vendor) -> None:
    go_on = server.hold_next(after=1)
    stream = reply(entry, server)
    assert next(stream) == "Hello"
    go_on.set()
    assert list(stream) == [", ", "you."]


@every
def test_it_reads_what_drips(entry: Entry, server: Vendor) -> None:
    server.drip_bytes, server.drip_s = 1, 0.0005
    assert "".join(reply(entry, server)) == "Hello, you."


@every
def test_it_keeps_its_connection(entry: Entry, server: Vendor) -> None:
    chat = cases.provider(entry, server)
    for _ in range(3):
        assert "".join(chat.reply(HELLO, max_tokens=20)) == "Hello, you."
    assert len(server.connections) == 1


@every
def test_unicode_and_length_survive(entry: Entry, server: Vendor) -> None:
    server.says = ["Žluťoučký kůň 🐎\u2028 “ok”\r\n", "語" * 5_000, *["x"] * 50]
    said = "".join(reply(entry, server, [Message("user", "Žluť 🐎\u2028" + "語" * 20_000)]))
    assert said == "".join(server.says)
    assert "語" * 20_000 in server.asked[0].json_text


@every
def test_an_empty_message_is_answered(entry: Entry, server: Vendor) -> None:
    assert "".join(reply(entry, server, [Message("user", "")])) == "Hello, you."


@every
def test_the_picture_reaches_a_model_that_sees(entry: Entry, server: Vendor) -> None:
    jpeg = b"the bytes of a picture"
    shown = [Message("user", "Look!", Picture(jpeg, 640, 480, 1))]
    assert "".join(reply(entry, server, shown)) == "Hello, you."
    sent = base64.b64encode(jpeg) in server.asked[0].body
    assert sent is cases.provider(entry, server).sees


@every
def test_close_without_a_reader_frees_the_connection(entry: Entry, server: Vendor) -> None:
    server.stall_next(after=1)
    chat = cases.provider(entry, server)
    stream = chat.reply(HELLO, max_tokens=20)
    next(stream)
    stream.close()
    assert server.hung_up.wait(hang_s())
    stream.close()
    assert list(stream) == []
    assert "".join(chat.reply(HELLO, max_tokens=20)) == "Hello, you."


@optional
def test_without_the_key_of_a_server_that_needs_none_it_starts(entry: Entry) -> None:
    assert registry.load(entry).from_settings(Settings.load({})).name == entry.name
