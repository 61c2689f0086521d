"""What every stream of a vendor does when the vendor fails, and when nobody wants it any more."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

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
from tests.contracts import asking, cases
from tests.support.patience import hang_s, wait_until
from tests.vendors.server import Vendor

STREAMS = [entry for capability in asking.STREAMING for entry in cases.of(capability)]
REPLY = ["Hello", ", ", "you."]
WITH_KEY = [entry for entry in STREAMS if entry.name not in cases.KEYLESS]
every = cases.named(STREAMS)
keyed = cases.named(WITH_KEY)
needing_a_key = cases.named([entry for entry in WITH_KEY if entry.name not in cases.KEY_OPTIONAL])


def ask(entry: Entry, server: Vendor, **settings: str) -> Iterator[Any]:
    return asking.ask(entry.capability, cases.provider(entry, server, **settings))


def check_beginning(entry: Entry, came: list[Any], pieces: int) -> None:
    """That many pieces of a reply, the first words of speech, or nothing of a transcript."""
    if entry.capability == "speech":
        assert asking.TEXT.startswith(" ".join(piece.text for piece in came))
    else:
        assert came == (REPLY[:pieces] if entry.capability == "chat" else [])


def stop_answering(server: Vendor, pieces: int) -> None:
    if pieces:
        server.stall_next(after=pieces)
    else:
        server.hang_next()


@every
@pytest.mark.parametrize("pieces", [0, 1])
def test_close_wakes_the_reader_and_frees_the_connection(
    entry: Entry, server: Vendor, pieces: int
) -> None:
    stop_answering(server, pieces)
    stream = ask(entry, server)
    if entry.capability == "chat":
        check_beginning(entry, [next(stream) for _ in range(pieces)], pieces)
    rest: list[Any] = []
    reader = threading.Thread(target=lambda: rest.extend(stream))
    reader.start()
    wait_until(lambda: bool(server.asked))
    time.sleep(0.1)  # so that it most likely waits for the rest by then
    stream.close()
    reader.join(hang_s())
    assert not reader.is_alive()
    assert rest == []
    assert server.hung_up.wait(hang_s())
    stream.close()
    assert list(stream) == []


@every
def test_close_before_the_first_piece_sends_nothing(entry: Entry, server: Vendor) -> None:
    stream = ask(entry, server)
    stream.close()
    assert list(stream) == []
    assert server.asked == []


@keyed
def test_a_wrong_key_is_refused_and_told_to_nobody(
    entry: Entry, server: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, error = cases.raised(ask(entry, server, **cases.with_key(server, cases.WRONG_KEY)))
    assert (type(error), error.provider) == (KeyRefused, entry.name)
    told = "".join(traceback.format_exception(error)) + caplog.text + repr(error) + error.detail
    assert cases.WRONG_KEY not in told
    assert server.asked


@needing_a_key
def test_a_missing_key_stops_the_start(entry: Entry) -> None:
    with pytest.raises(ConfigError, match="_API_KEY is not set"):
        registry.load(entry).from_settings(Settings.load({}))


@cases.named([entry for entry in STREAMS if entry.name != "gtts"])
def test_a_used_up_quota_is_a_refusal(entry: Entry, server: Vendor) -> None:
    """But for one that has none."""
    server.no_quota_next()
    _, error = cases.raised(ask(entry, server))
    assert type(error) is QuotaUsedUp
    assert "quota" in error.detail


@every
@pytest.mark.parametrize("wait_s", [7, None])
def test_a_busy_vendor_says_for_how_long(entry: Entry, server: Vendor, wait_s: int | None) -> None:
    server.fail_next(429, headers={"Retry-After": str(wait_s)} if wait_s else None)
    _, error = cases.raised(ask(entry, server))
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
    _, error = cases.raised(ask(entry, server))
    assert (type(error), error.provider) == (expected, entry.name)
    assert str(status) in error.detail and "secret" not in error.detail
    assert len(server.asked) == 1


@every
@pytest.mark.parametrize("pieces", [0, 1])
def test_silence_is_a_timeout(entry: Entry, server: Vendor, pieces: int) -> None:
    stop_answering(server, pieces)
    came, error = cases.raised(ask(entry, server, **cases.IMPATIENT))
    check_beginning(entry, came, pieces)
    assert (type(error), error.provider) == (ProviderTimeout, entry.name)


@every
@pytest.mark.parametrize("pieces", [0, 1])
def test_a_cut_is_unavailable_after_what_came(entry: Entry, server: Vendor, pieces: int) -> None:
    server.cut_next(after=pieces)
    came, error = cases.raised(ask(entry, server))
    check_beginning(entry, came, pieces)
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)


@cases.named([entry for entry in STREAMS if (entry.capability, entry.name) != ("speech", "openai")])
@pytest.mark.parametrize("pieces", [0, 1])
def test_nonsense_is_unavailable_after_what_came(entry: Entry, server: Vendor, pieces: int) -> None:
    """But for raw sound, in which there is none."""
    server.malformed_next(after=pieces)
    came, error = cases.raised(ask(entry, server))
    check_beginning(entry, came, pieces)
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)


@every
def test_nobody_there_is_unavailable(entry: Entry) -> None:
    gone = cases.server_for(entry)
    gone._http.server_close()
    _, error = cases.raised(ask(entry, gone))
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)
