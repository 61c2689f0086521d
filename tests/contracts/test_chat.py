"""What every chat model of a vendor promises, against a vendor that fails in every way."""

from __future__ import annotations

import base64
import logging
import threading
import time
import traceback
from collections.abc import Iterator

import pytest

from services.domain import Message, Picture
from services.errors import (
    ConfigError,
    KeyRefused,
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaUsedUp,
)
from services.providers import registry
from services.providers.registry import Entry
from services.settings import Settings
from tests.contracts import cases
from tests.vendors.server import Vendor

HELLO = [Message("system", "Be kind."), Message("user", "Hi.")]
SAID = ["Hello", ", ", "you."]
CHATS = cases.of("chat")
every = cases.named(CHATS)
keyed = cases.named([entry for entry in CHATS if entry.name not in cases.KEYLESS])


@pytest.fixture
def server(entry: Entry) -> Iterator[Vendor]:
    with cases.server_for(entry) as server:
        yield server


def reply(entry: Entry, server: Vendor, messages=HELLO, **settings: str) -> Iterator[str]:
    return cases.provider(entry, server, **settings).reply(messages, max_tokens=20)


@every
def test_it_is_what_the_contract_says(entry: Entry, server: Vendor) -> None:
    chat = cases.provider(entry, server)
    assert chat.name == entry.name
    assert isinstance(chat.sees, bool)
    assert chat.context_tokens >= 4096
    chat.warm(HELLO)
    assert server.asked == []


@pytest.mark.timed
@every
def test_it_streams(entry: Entry, server: Vendor) -> None:
    server.pause_s = 0.4
    stream = reply(entry, server)
    start = time.monotonic()
    assert next(stream) == "Hello"
    assert time.monotonic() - start < 0.4
    assert list(stream) == SAID[1:]


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
    server.says = ["Žluťoučký kůň 🐎\u2028 “ok”", "語" * 5_000, *["x"] * 50]
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
@pytest.mark.parametrize("first", [0, 1])
def test_close_wakes_the_reader_and_frees_the_connection(
    entry: Entry, server: Vendor, first: int
) -> None:
    if first:
        server.stall_next(after=first)
    else:
        server.hang_next()
    stream = reply(entry, server, PROVIDER_TIMEOUT_S="8")
    assert [next(stream) for _ in range(first)] == SAID[:first]
    ended: list[float] = []
    reader = threading.Thread(target=lambda: (_none(stream), ended.append(time.monotonic())))
    reader.start()
    while not server.asked:
        time.sleep(0.01)
    time.sleep(0.1)
    closed = time.monotonic()
    stream.close()
    reader.join(3)
    assert ended and ended[0] - closed < cases.FREED_S
    assert server.hung_up.wait(cases.FREED_S)


def _none(stream: Iterator[str]) -> None:
    assert list(stream) == []


@every
def test_close_without_a_reader_frees_the_connection(entry: Entry, server: Vendor) -> None:
    server.stall_next(after=1)
    chat = cases.provider(entry, server)
    stream = chat.reply(HELLO, max_tokens=20)
    next(stream)
    stream.close()
    assert server.hung_up.wait(cases.FREED_S)
    stream.close()
    assert list(stream) == []
    assert "".join(chat.reply(HELLO, max_tokens=20)) == "Hello, you."


@every
def test_close_before_the_first_piece_sends_nothing(entry: Entry, server: Vendor) -> None:
    stream = reply(entry, server)
    stream.close()
    assert list(stream) == []
    assert server.asked == []


@keyed
def test_a_wrong_key_is_refused_and_told_to_nobody(
    entry: Entry, server: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "-".join(("sk", "wrong", "secret", "0123456789"))
    _, error = cases.raised(reply(entry, server, **cases.with_key(server, wrong)))
    assert isinstance(error, KeyRefused)
    assert error.provider == entry.name
    told = "".join(traceback.format_exception(error)) + caplog.text + repr(error) + error.detail
    assert wrong not in told
    assert server.asked


@keyed
def test_a_missing_key_stops_the_start(entry: Entry, server: Vendor) -> None:
    if entry.name in ("vllm", "llamacpp"):
        assert registry.load(entry).from_settings(Settings.load({}), None).name == entry.name
        return
    with pytest.raises(ConfigError, match="_API_KEY is not set"):
        registry.load(entry).from_settings(Settings.load({}), None)


@every
def test_a_used_up_quota_is_a_refusal(entry: Entry, server: Vendor) -> None:
    server.no_quota_next()
    _, error = cases.raised(reply(entry, server))
    assert isinstance(error, QuotaUsedUp)
    assert "quota" in error.detail


@every
@pytest.mark.parametrize("wait_s", [7, None])
def test_a_busy_vendor_says_for_how_long(entry: Entry, server: Vendor, wait_s: int | None) -> None:
    server.fail_next(429, headers={"Retry-After": str(wait_s)} if wait_s else None)
    _, error = cases.raised(reply(entry, server))
    assert isinstance(error, ProviderBusy)
    assert (error.provider, error.retry_after_s) == (entry.name, wait_s)
    assert len(server.asked) == 1


@every
@pytest.mark.parametrize(
    ("status", "expected"),
    [(403, ProviderRefused), (404, ProviderRefused), (500, ProviderUnavailable),
     (503, ProviderUnavailable)],
)  # fmt: skip
def test_a_status_is_one_of_our_errors(
    entry: Entry, server: Vendor, status: int, expected: type[ProviderError]
) -> None:
    server.fail_next(status, message="a secret of the vendor")
    _, error = cases.raised(reply(entry, server))
    assert type(error) is expected
    assert error.provider == entry.name
    assert str(status) in error.detail and "secret" not in error.detail
    assert len(server.asked) == 1


@every
@pytest.mark.parametrize("first", [0, 1])
def test_silence_is_a_timeout(entry: Entry, server: Vendor, first: int) -> None:
    if first:
        server.stall_next(after=first)
    else:
        server.hang_next()
    stream = reply(entry, server)
    start = time.monotonic()
    came, error = cases.raised(stream)
    assert came == SAID[:first]
    assert isinstance(error, ProviderTimeout)
    assert error.provider == entry.name
    assert time.monotonic() - start < cases.TIMEOUT_S + cases.FAR_S


@every
@pytest.mark.parametrize("first", [0, 2])
def test_a_cut_is_unavailable_after_what_came(entry: Entry, server: Vendor, first: int) -> None:
    server.cut_next(after=first)
    came, error = cases.raised(reply(entry, server))
    assert came == SAID[:first]
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)


@every
@pytest.mark.parametrize("first", [0, 1])
def test_nonsense_is_unavailable_after_what_came(entry: Entry, server: Vendor, first: int) -> None:
    server.malformed_next(after=first)
    came, error = cases.raised(reply(entry, server))
    assert came == SAID[:first]
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)


@every
def test_nobody_there_is_unavailable(entry: Entry, server: Vendor) -> None:
    gone = cases.server_for(entry)
    gone._http.server_close()
    _, error = cases.raised(reply(entry, gone))
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)
