"""What every cloner of voices promises, against a vendor that fails in every way."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import pytest

from services.domain import Sound, Voice, VoiceKind
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
from services.providers.cloning.elevenlabs import MAX_FILE_BYTES, MAX_FILES
from services.providers.registry import Entry
from services.settings import Settings
from tests.contracts import cases
from tests.sounds import tone
from tests.vendors.elevenlabs_server import ElevenLabsServer

every = cases.named(cases.of("cloning"))
SAMPLE = tone(2000)


@pytest.fixture
def server(entry: Entry) -> Iterator[ElevenLabsServer]:
    with cases.server_for(entry) as server:
        assert isinstance(server, ElevenLabsServer)
        yield server


def clone(entry: Entry, server: ElevenLabsServer, *samples: Sound, **settings: str) -> Voice:
    voice: Voice = cases.provider(entry, server, **settings).clone("Ada", samples or [SAMPLE])
    return voice


def failed(entry: Entry, server: ElevenLabsServer, **settings: str) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        clone(entry, server, **settings)
    return caught.value


@every
def test_a_clone_can_be_spoken_with(entry: Entry, server: ElevenLabsServer) -> None:
    voice = clone(entry, server, SAMPLE, SAMPLE)
    assert (voice.label, voice.kind) == ("Ada", VoiceKind.CLONE)
    speech = cases.provider(registry.find("speech", entry.name), server)
    assert [piece.text for piece in speech.speak("Good day.", voice)] == ["Good day."]
    assert voice.id.partition("/")[2] in server.asked[-1].path


@every
def test_no_one_else_is_offered_it(entry: Entry, server: ElevenLabsServer) -> None:
    voice = clone(entry, server)
    speech = cases.provider(registry.find("speech", entry.name), server)
    assert voice.id not in {each.id for each in speech.voices()}


@every
def test_what_is_forgotten_is_gone(entry: Entry, server: ElevenLabsServer) -> None:
    before = dict(server.voices)
    voice = clone(entry, server)
    cloner = cases.provider(entry, server)
    cloner.forget(voice)
    assert server.voices == before
    cloner.forget(voice)


@every
def test_long_samples_go_in_files_that_the_vendor_takes(
    entry: Entry, server: ElevenLabsServer
) -> None:
    long = Sound(bytes(MAX_FILE_BYTES + 1000), 24_000)
    assert clone(entry, server, long).kind is VoiceKind.CLONE


@every
@pytest.mark.parametrize("samples", [[], [SAMPLE] * (MAX_FILES + 1), [Sound(b"", 16_000)]])
def test_impossible_samples_are_bad_input(
    entry: Entry, server: ElevenLabsServer, samples: list[Sound]
) -> None:
    with pytest.raises(BadInput):
        cases.provider(entry, server).clone("Ada", samples)
    assert server.asked == []


@every
def test_a_voice_that_may_not_be_used_is_refused_and_not_left_behind(
    entry: Entry, server: ElevenLabsServer
) -> None:
    before = dict(server.voices)
    server.asks_for_approval = True
    assert isinstance(failed(entry, server), ProviderRefused)
    assert server.voices == before


@every
def test_a_wrong_key_is_refused_and_told_to_nobody(entry: Entry, server: ElevenLabsServer) -> None:
    with pytest.raises(ProviderRefused) as caught:
        clone(entry, server, **cases.with_key(server, cases.WRONG_KEY))
    told = "".join(traceback.format_exception(caught.value)) + caught.value.detail
    assert cases.WRONG_KEY not in told


@every
def test_a_missing_key_stops_the_start(entry: Entry, server: ElevenLabsServer) -> None:
    with pytest.raises(ConfigError, match="_API_KEY is not set"):
        registry.load(entry).from_settings(Settings.load({}))


@every
def test_a_voice_too_many_is_a_refusal(entry: Entry, server: ElevenLabsServer) -> None:
    server.voices |= {f"other{number}": "Other" for number in range(10)}
    error = failed(entry, server)
    assert isinstance(error, ProviderRefused)
    assert "voice_limit_reached" in error.detail


@every
@pytest.mark.parametrize(
    ("status", "expected"),
    [(403, ProviderRefused), (429, ProviderBusy), (500, ProviderUnavailable),
     (503, ProviderUnavailable)],
)  # fmt: skip
def test_a_status_is_one_of_our_errors(
    entry: Entry, server: ElevenLabsServer, status: int, expected: type[ProviderError]
) -> None:
    voice = clone(entry, server)
    server.fail_next(status, message="a secret of the vendor")
    error = failed(entry, server)
    assert (type(error), error.provider) == (expected, entry.name)
    assert "secret" not in error.detail
    server.fail_next(status)
    with pytest.raises(expected):
        cases.provider(entry, server).forget(voice)


@every
def test_silence_is_a_timeout(entry: Entry, server: ElevenLabsServer) -> None:
    server.hang_next()
    assert isinstance(failed(entry, server, **cases.IMPATIENT), ProviderTimeout)


@every
def test_cuts_and_nonsense_are_unavailable(entry: Entry, server: ElevenLabsServer) -> None:
    server.cut_next(after=1)
    assert isinstance(failed(entry, server), ProviderUnavailable)
    server.malformed_next(after=0)
    assert isinstance(failed(entry, server), ProviderUnavailable)
    server.send_next('{"voice_id": null, "requires_verification": false}')
    assert isinstance(failed(entry, server), ProviderUnavailable)


@every
def test_nobody_there_is_unavailable(entry: Entry, server: ElevenLabsServer) -> None:
    gone = ElevenLabsServer()
    gone._http.server_close()
    assert isinstance(failed(entry, gone), ProviderUnavailable)
