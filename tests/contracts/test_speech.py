"""What every synthesizer of a vendor promises, against a vendor that fails in every way."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator

import numpy as np
import pytest

from services.domain import Speech, Voice
from services.errors import (
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
from tests.vendors.server import Vendor

TEXT = "Hello there, my dear friend. It is good to see you so well on such a day."
VOICES = cases.of("speech")
every = cases.named(VOICES)
keyed = cases.named([entry for entry in VOICES if entry.name not in cases.KEYLESS])
streaming = cases.named([entry for entry in VOICES if entry.name == "elevenlabs"])
STRANGE = Voice("hibari/heart", "Heart")


@pytest.fixture
def server(entry: Entry) -> Iterator[Vendor]:
    with cases.server_for(entry) as server:
        yield server


def speak(entry: Entry, server: Vendor, text: str = TEXT, **settings: str) -> Iterator[Speech]:
    return cases.provider(entry, server, **settings).speak(text, STRANGE)


def said(pieces: list[Speech]) -> str:
    return " ".join(piece.text for piece in pieces)


def check(pieces: list[Speech], text: str) -> None:
    """Every word is there once, and sounds within its piece."""
    assert said(pieces) == " ".join(text.split())
    for piece in pieces:
        assert " ".join(word.text for word in piece.words) == piece.text
        times = [time for word in piece.words for time in (word.start_ms, word.end_ms)]
        assert times == sorted(times) and times[0] >= 0
        assert times[-1] <= piece.sound.duration_ms + 1
        assert len(piece.sound.pcm) % 2 == 0


@every
def test_it_is_what_the_contract_says(entry: Entry, server: Vendor) -> None:
    speech = cases.provider(entry, server)
    assert speech.name == entry.name
    voices = speech.voices()
    assert len({voice.id for voice in voices}) == len(voices) > 1
    assert all(voice.id.startswith(f"{entry.name}/") and voice.label for voice in voices)


@every
def test_every_word_has_its_sound_and_its_time(entry: Entry, server: Vendor) -> None:
    pieces = list(speak(entry, server))
    check(pieces, TEXT)
    for word in pieces[0].words:
        rate_hz = pieces[0].sound.rate_hz
        heard = pieces[0].sound.samples[
            word.start_ms * rate_hz // 1000 : word.end_ms * rate_hz // 1000
        ]
        assert np.abs(heard).max() > 0.1


@every
def test_each_of_its_voices_can_be_chosen(entry: Entry, server: Vendor) -> None:
    speech = cases.provider(entry, server)
    for voice in speech.voices()[:3]:
        check(list(speech.speak("Good day.", voice)), "Good day.")


@every
@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_to_say_is_no_request(entry: Entry, server: Vendor, text: str) -> None:
    assert list(speak(entry, server, text)) == []
    assert server.asked == []


@every
def test_marks_alone_are_a_short_silence(entry: Entry, server: Vendor) -> None:
    pieces = list(speak(entry, server, "… —"))
    check(pieces, "… —")
    assert server.asked == []


@every
@pytest.mark.parametrize(
    "text",
    ["Žluťoučký kůň 🐎 “ok”?", "two  spaces\nand\tmore", "So, so. " * 300, "語" * 250 + " word"],
)
def test_unicode_and_length_survive(entry: Entry, server: Vendor, text: str) -> None:
    check(list(speak(entry, server, text)), text)


@every
def test_it_reads_what_drips(entry: Entry, server: Vendor) -> None:
    server.drip_bytes, server.drip_s = 997, 0.001
    check(list(speak(entry, server, "Hi you.")), "Hi you.")


@every
def test_it_keeps_its_connection(entry: Entry, server: Vendor) -> None:
    speech = cases.provider(entry, server)
    for _ in range(3):
        check(list(speech.speak("Good day.", STRANGE)), "Good day.")
    assert len(server.connections) == 1


@pytest.mark.timed
@streaming
def test_the_first_words_do_not_wait_for_the_last(entry: Entry, server: Vendor) -> None:
    server.pause_s = 0.1
    stream = speak(entry, server)
    start = time.monotonic()
    assert TEXT.startswith(next(stream).text)
    assert time.monotonic() - start < 0.5
    check([*speak(entry, server)], TEXT)
    stream.close()


@streaming
def test_chunks_may_be_timed_from_their_own_start(entry: Entry, server: Vendor) -> None:
    whole = [piece.words for piece in speak(entry, server)]
    server.restarts = True
    assert [piece.words for piece in speak(entry, server)] == whole


@streaming
def test_a_voice_without_times_is_spread_evenly(entry: Entry, server: Vendor) -> None:
    server.aligns = False
    check(list(speak(entry, server)), TEXT)


@streaming
def test_the_voices_of_the_account_are_listed(entry: Entry, server: Vendor) -> None:
    speech = cases.provider(entry, server)
    assert [voice.label for voice in speech.voices()] == ["Sarah", "Aunt Ada"]
    check(list(speech.speak("Good day.", speech.voices()[1])), "Good day.")
    assert server.asked[-1].path.startswith("/v1/text-to-speech/myClone1/")


@streaming
def test_without_a_list_the_stock_voices_are_there(entry: Entry, server: Vendor) -> None:
    server.fail_next(500)
    assert len(cases.provider(entry, server).voices()) > 1


@every
@pytest.mark.parametrize("first", [0, 1])
def test_close_wakes_the_reader_and_frees_the_connection(
    entry: Entry, server: Vendor, first: int
) -> None:
    if first:
        server.stall_next(after=first)
    else:
        server.hang_next()
    stream = speak(entry, server, PROVIDER_TIMEOUT_S="8")
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


def _none(stream: Iterator[Speech]) -> None:
    assert list(stream) == []


@every
def test_close_before_the_first_piece_sends_nothing(entry: Entry, server: Vendor) -> None:
    stream = speak(entry, server)
    stream.close()
    assert list(stream) == []
    assert server.asked == []


@keyed
def test_a_wrong_key_is_refused_and_told_to_nobody(
    entry: Entry, server: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "-".join(("sk", "wrong", "secret", "0123456789"))
    _, error = cases.raised(speak(entry, server, **cases.with_key(server, wrong)))
    assert isinstance(error, ProviderRefused)
    assert error.provider == entry.name
    told = "".join(traceback.format_exception(error)) + caplog.text + repr(error) + error.detail
    assert wrong not in told


@keyed
def test_a_missing_key_stops_the_start(entry: Entry, server: Vendor) -> None:
    with pytest.raises(ConfigError, match="_API_KEY is not set"):
        registry.load(entry).from_settings(Settings.load({}), None)


@keyed
def test_a_used_up_quota_is_a_refusal(entry: Entry, server: Vendor) -> None:
    server.no_quota_next()
    _, error = cases.raised(speak(entry, server))
    assert isinstance(error, ProviderRefused)
    assert "quota" in error.detail


@every
@pytest.mark.parametrize("wait_s", [7, None])
def test_a_busy_vendor_says_for_how_long(entry: Entry, server: Vendor, wait_s: int | None) -> None:
    server.fail_next(429, headers={"Retry-After": str(wait_s)} if wait_s else None)
    _, error = cases.raised(speak(entry, server))
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
    _, error = cases.raised(speak(entry, server))
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
    _, error = cases.raised(speak(entry, server))
    assert (type(error), error.provider) == (ProviderTimeout, entry.name)
    assert time.monotonic() - start < cases.TIMEOUT_S + cases.FAR_S


@every
@pytest.mark.parametrize("first", [0, 1])
def test_a_cut_is_unavailable(entry: Entry, server: Vendor, first: int) -> None:
    server.cut_next(after=first)
    came, error = cases.raised(speak(entry, server))
    assert TEXT.startswith(said(came))
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)


@cases.named([entry for entry in VOICES if entry.name != "openai"])
@pytest.mark.parametrize("first", [0, 1])
def test_nonsense_is_unavailable(entry: Entry, server: Vendor, first: int) -> None:
    """But for raw sound, in which there is none."""
    server.malformed_next(after=first)
    _, error = cases.raised(speak(entry, server))
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)


@every
def test_nobody_there_is_unavailable(entry: Entry, server: Vendor) -> None:
    gone = cases.server_for(entry)
    gone._http.server_close()
    _, error = cases.raised(speak(entry, gone))
    assert (type(error), error.provider) == (ProviderUnavailable, entry.name)
