"""What every transcriber of a vendor promises, against a vendor that fails in every way."""

from __future__ import annotations

import logging
import queue
import threading
import time
import traceback
from collections.abc import Iterable, Iterator

import pytest

from services.domain import EAR_RATE_HZ, Sound, Transcript
from services.errors import (
    BadInput,
    ConfigError,
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from services.providers import registry
from services.providers.registry import Entry
from services.settings import Settings
from tests.contracts import cases
from tests.vendors import tones
from tests.vendors.server import Vendor

EARS = cases.of("transcription")
every = cases.named(EARS)
SECOND = Sound(bytes(2 * EAR_RATE_HZ), EAR_RATE_HZ)
TENTH = Sound(bytes(2 * EAR_RATE_HZ // 10), EAR_RATE_HZ)
HEARD = "Hello there."


@pytest.fixture
def server(entry: Entry) -> Iterator[Vendor]:
    with cases.server_for(entry) as server:
        yield server


def hear(
    entry: Entry, server: Vendor, sounds: Iterable[Sound] = (TENTH,) * 5, **settings: str
) -> Iterator[Transcript]:
    return cases.provider(entry, server, **settings).transcribe(sounds, language="en")


class Live:
    """Sound that comes while somebody listens."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Sound | None] = queue.SimpleQueue()

    def __iter__(self) -> Iterator[Sound]:
        return iter(self._waiting.get, None)

    def say(self, *sounds: Sound) -> None:
        for sound in sounds:
            self._waiting.put(sound)

    def stop(self) -> None:
        self._waiting.put(None)


@every
def test_it_is_what_the_contract_says(entry: Entry, server: Vendor) -> None:
    assert cases.provider(entry, server).name == entry.name


@every
def test_one_final_comes_last(entry: Entry, server: Vendor) -> None:
    assert list(hear(entry, server)) == [Transcript(HEARD, final=True)]


@every
def test_partials_come_while_the_sound_goes_on(entry: Entry, server: Vendor) -> None:
    live = Live()
    stream = hear(entry, server, live)
    live.say(SECOND)
    assert next(stream) == Transcript(HEARD, final=False)
    server.hears = "Hello there, you."
    live.say(SECOND)
    assert next(stream) == Transcript("Hello there, you.", final=False)
    live.stop()
    assert list(stream) == [Transcript("Hello there, you.", final=True)]


@every
def test_the_end_cuts_a_partial_short(entry: Entry, server: Vendor) -> None:
    server.hang_next()
    live = Live()
    stream = hear(entry, server, live, PROVIDER_TIMEOUT_S="8")
    live.say(SECOND)
    came: list[Transcript] = []
    reader = threading.Thread(target=lambda: came.extend(stream))
    reader.start()
    while not server.asked:
        time.sleep(0.01)
    live.stop()
    reader.join(2)
    assert came == [Transcript(HEARD, final=True)]


@every
def test_long_sound_costs_two_times_itself_at_most(entry: Entry, server: Vendor) -> None:
    live = Live()
    stream = hear(entry, server, live)
    came: list[Transcript] = []
    reader = threading.Thread(target=lambda: came.extend(stream))
    reader.start()
    for _ in range(30):
        live.say(SECOND)
        time.sleep(0.02)
    live.stop()
    reader.join(5)
    assert came[-1] == Transcript(HEARD, final=True)
    assert sum(transcript.final for transcript in came) == 1
    assert len(server.asked[-1].body) > 30 * len(SECOND.pcm)
    assert sum(len(request.body) for request in server.asked) < 3.2 * 30 * len(SECOND.pcm)


@every
@pytest.mark.parametrize("sounds", [[], [Sound(b"", EAR_RATE_HZ)], [Sound(bytes(1600), 16_000)]])
def test_too_little_sound_is_no_request(entry: Entry, server: Vendor, sounds: list[Sound]) -> None:
    assert list(hear(entry, server, sounds)) == [Transcript("", final=True)]
    assert server.asked == []


@every
def test_no_words_are_an_empty_final(entry: Entry, server: Vendor) -> None:
    server.hears = " "
    assert list(hear(entry, server)) == [Transcript("", final=True)]


@every
@pytest.mark.parametrize("words", ["Žluťoučký kůň 🐎\u2028 “ok”", "語" * 5_000])
def test_unicode_and_length_survive(entry: Entry, server: Vendor, words: str) -> None:
    server.hears = words
    assert list(hear(entry, server)) == [Transcript(words, final=True)]


@every
def test_sound_at_another_rate_is_bad_input(entry: Entry, server: Vendor) -> None:
    with pytest.raises(BadInput):
        list(hear(entry, server, [tones.spoken("Hello")]))


@every
def test_it_reads_what_drips(entry: Entry, server: Vendor) -> None:
    server.drip_bytes, server.drip_s = 1, 0.0005
    assert list(hear(entry, server)) == [Transcript(HEARD, final=True)]


@every
def test_it_keeps_its_connection(entry: Entry, server: Vendor) -> None:
    ears = cases.provider(entry, server)
    for _ in range(3):
        assert list(ears.transcribe([SECOND], language="en-GB"))[-1].text == HEARD
    assert len(server.connections) == 1


@every
@pytest.mark.parametrize("first", [0, 1])
def test_close_wakes_the_reader_and_frees_the_connection(
    entry: Entry, server: Vendor, first: int
) -> None:
    if first:
        server.stall_next(after=first)
    else:
        server.hang_next()
    stream = hear(entry, server, PROVIDER_TIMEOUT_S="8")
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
    stream.close()
    assert list(stream) == []


def _none(stream: Iterator[Transcript]) -> None:
    assert list(stream) == []


@every
def test_close_wakes_a_reader_that_waits_for_sound(entry: Entry, server: Vendor) -> None:
    live = Live()
    stream = hear(entry, server, live)
    reader = threading.Thread(target=lambda: _none(stream))
    reader.start()
    stream.close()
    reader.join(cases.FREED_S)
    assert not reader.is_alive()
    live.stop()
    assert server.asked == []


@every
def test_a_wrong_key_is_refused_and_told_to_nobody(
    entry: Entry, server: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "-".join(("sk", "wrong", "secret", "0123456789"))
    _, error = cases.raised(hear(entry, server, **cases.with_key(server, wrong)))
    assert isinstance(error, ProviderRefused)
    assert error.provider == entry.name
    told = "".join(traceback.format_exception(error)) + caplog.text + repr(error) + error.detail
    assert wrong not in told


@every
def test_a_missing_key_stops_the_start(entry: Entry, server: Vendor) -> None:
    with pytest.raises(ConfigError, match="_API_KEY is not set"):
        registry.load(entry).from_settings(Settings.load({}), None)


@every
def test_a_used_up_quota_is_a_refusal(entry: Entry, server: Vendor) -> None:
    server.no_quota_next()
    _, error = cases.raised(hear(entry, server))
    assert isinstance(error, ProviderRefused)
    assert "quota" in error.detail


@every
@pytest.mark.parametrize("wait_s", [7, None])
def test_a_busy_vendor_says_for_how_long(entry: Entry, server: Vendor, wait_s: int | None) -> None:
    server.fail_next(429, headers={"Retry-After": str(wait_s)} if wait_s else None)
    _, error = cases.raised(hear(entry, server))
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
    _, error = cases.raised(hear(entry, server))
    assert (type(error), error.provider) == (expected, entry.name)
    assert str(status) in error.detail and "secret" not in error.detail
    assert len(server.asked) == 1


@every
@pytest.mark.parametrize("first", [0, 1])
def test_silence_is_a_timeout(entry: Entry, server: Vendor, first: int) -> None:
    if first:
        server.stall_next(after=first)
    else:
        server.hang_next()
    start = time.monotonic()
    _, error = cases.raised(hear(entry, server))
    assert (type(error), error.provider) == (ProviderTimeout, entry.name)
    assert time.monotonic() - start < cases.TIMEOUT_S + cases.FAR_S


@every
@pytest.mark.parametrize("first", [0, 1])
def test_a_cut_is_unavailable(entry: Entry, server: Vendor, first: int) -> None:
    server.cut_next(after=first)
    came, error = cases.raised(hear(entry, server))
    assert came == []
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)


@every
@pytest.mark.parametrize("first", [0, 1])
def test_nonsense_is_unavailable(entry: Entry, server: Vendor, first: int) -> None:
    server.malformed_next(after=first)
    came, error = cases.raised(hear(entry, server))
    assert came == []
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)


@every
def test_nobody_there_is_unavailable(entry: Entry, server: Vendor) -> None:
    gone = cases.server_for(entry)
    gone._http.server_close()
    _, error = cases.raised(hear(entry, gone))
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)
