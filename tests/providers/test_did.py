"""D-ID's flow from a photo to a film, and every way in which it may end."""

from __future__ import annotations

import io
import logging
import threading
import time
import traceback
from collections.abc import Iterator

import pytest
from PIL import Image

from services.domain import Clip, Filming, Sound
from services.errors import (
    ConfigError,
    ContentDeclined,
    KeyRefused,
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaUsedUp,
)
from services.providers import registry
from services.providers.lipsync.did import DidLipSyncer
from services.settings import Settings
from tests.contracts.cases import TIMEOUT_S, raised
from tests.support.patience import hang_s, wait_until
from tests.vendors import tones
from tests.vendors.did_server import FILM, DidServer
from tests.vendors.server import Request

SOUND = tones.spoken("Good day.")
PATIENT_S = hang_s(60)
IMAGES, AUDIOS, TALKS, LOOK, FETCH = range(5)
"""What is asked for, in order; a talk that is done at once takes one look."""


def jpeg(side_px: int = 128) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side_px, side_px), "beige").save(file, "JPEG")
    return file.getvalue()


PORTRAIT = jpeg()


@pytest.fixture
def server() -> Iterator[DidServer]:
    with DidServer() as server:
        server.looks = 1
        yield server


def vendor(
    server: DidServer, *, key: str = "", timeout_s: float = PATIENT_S, longest_s: float = PATIENT_S
) -> DidLipSyncer:
    return DidLipSyncer(
        server.url,
        key or server.key,
        timeout_s=timeout_s,
        first_pause_s=0.005,
        longest_s=longest_s,
    )


def filmed(server: DidServer, script: Sound | str = SOUND, *, timeout_s: float = PATIENT_S) -> Clip:
    *steps, last = vendor(server, timeout_s=timeout_s).film(PORTRAIT, script)
    shares = [step.share for step in (*steps, last)]
    assert shares == sorted(shares) and shares[-1] == 1
    assert all(step.clip is None for step in steps)
    assert last.clip is not None
    return last.clip


def error_of(server: DidServer, *, timeout_s: float = PATIENT_S) -> ProviderError:
    _, error = raised(vendor(server, timeout_s=timeout_s).film(PORTRAIT, SOUND))
    assert error.provider == "did"
    return error


def without_deletions(server: DidServer) -> list[Request]:
    return [request for request in server.asked if request.method != "DELETE"]


def test_a_photo_and_a_sound_become_a_film(server: DidServer) -> None:
    server.looks = 4
    assert filmed(server) == Clip(FILM, "video/mp4")
    (talk,) = server.talks
    assert (server.portrait_of(talk), server.sound_of(talk)) == (PORTRAIT, SOUND.wav)
    asked = [(request.method, request.path.split("/")[1]) for request in server.asked]
    assert asked == [
        ("POST", "images"), ("POST", "audios"), ("POST", "talks"), *[("GET", "talks")] * 4,
        ("GET", "results"), ("DELETE", "images"), ("DELETE", "audios"), ("DELETE", "talks"),
    ]  # fmt: skip


def test_nothing_stays_with_the_vendor(server: DidServer) -> None:
    filmed(server)
    server.ends_next("rejected")
    error_of(server)
    server.as_usual_next(TALKS)
    server.no_quota_next()
    error_of(server)
    assert len(server.forgotten) == 3 + 3 + 2
    assert server.kept == set()


def test_a_film_is_a_film_also_if_something_stays(server: DidServer) -> None:
    server.as_usual_next(FETCH + 1)
    for _ in range(3):
        server.fail_next(500)
    assert filmed(server).content == FILM
    assert len(server.kept) == 3


def test_the_fake_films_what_it_was_brought(server: DidServer) -> None:
    """For those who try the app without an account."""
    server.film = None
    assert len(filmed(server).content) > 10 * len(FILM)


def test_words_may_be_said_by_the_vendor(server: DidServer) -> None:
    assert filmed(server, "Good day.").content == FILM
    (talk,) = server.talks.values()
    assert talk["script"] == {"type": "text", "input": "Good day."}


def test_the_key_goes_to_the_vendor_alone(server: DidServer) -> None:
    filmed(server)
    (headers,) = server.fetched_with
    assert "authorization" not in headers


def test_the_settings_lead_there(server: DidServer) -> None:
    entry = registry.find("lipsync", "did")
    made = registry.load(entry).from_settings(Settings.load(server.settings()))
    assert [step.clip for step in made.film(PORTRAIT, SOUND)][-1] == Clip(FILM, "video/mp4")
    with pytest.raises(ConfigError, match="DID_API_KEY"):
        registry.load(entry).from_settings(Settings.load({}))


def test_a_key_made_of_an_address_is_made_ready(server: DidServer) -> None:
    server.key = "bWVAZXhhbXBsZS5vcmc6c2VjcmV0"
    assert list(vendor(server, key="me@example.org:secret").film(PORTRAIT, SOUND))[-1].clip


def test_a_wrong_key_is_refused_and_told_to_nobody(
    server: DidServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "-".join(("did", "wrong", "secret", "0123456789"))
    _, error = raised(vendor(server, key=wrong).film(PORTRAIT, SOUND))
    assert isinstance(error, KeyRefused)
    told = "".join(traceback.format_exception(error)) + caplog.text + repr(error) + error.detail
    assert wrong not in told


@pytest.mark.parametrize("before", [IMAGES, AUDIOS, TALKS])
@pytest.mark.parametrize(
    ("status", "expected"),
    [(400, ProviderRefused), (402, QuotaUsedUp), (403, ProviderRefused), (404, ProviderRefused),
     (451, ContentDeclined), (429, ProviderBusy), (500, ProviderUnavailable),
     (503, ProviderUnavailable)],
)  # fmt: skip
def test_a_status_is_one_of_our_errors_and_ends_it(
    server: DidServer, before: int, status: int, expected: type[ProviderError]
) -> None:
    server.as_usual_next(before)
    server.fail_next(status, message="a secret of the vendor")
    error = error_of(server)
    assert type(error) is expected
    assert str(status) in error.detail and "secret" not in error.detail
    assert len(without_deletions(server)) == before + 1


@pytest.mark.parametrize("wait_s", [7, None])
def test_a_busy_vendor_says_for_how_long(server: DidServer, wait_s: int | None) -> None:
    server.fail_next(429, headers={"Retry-After": str(wait_s)} if wait_s else None)
    error = error_of(server)
    assert isinstance(error, ProviderBusy)
    assert error.retry_after_s == wait_s


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [("rejected", "ImageModerationError", ContentDeclined), ("rejected", "", ContentDeclined),
     ("error", "AudioModerationError", ContentDeclined), ("error", "FaceError", ProviderRefused),
     ("error", "InsufficientCreditsError", QuotaUsedUp), ("error", "", ProviderUnavailable),
     ("error", "RenderError", ProviderUnavailable), ("unheard of", "", ProviderUnavailable)],
)  # fmt: skip
def test_a_talk_may_end_without_a_film(
    server: DidServer, status: str, kind: str, expected: type[ProviderError]
) -> None:
    server.ends_next(status, kind)
    assert type(error_of(server)) is expected
    assert server.fetched_with == []


@pytest.mark.parametrize("failure", [429, 500, "hang", "nonsense", "cut"])
def test_a_talk_that_is_paid_for_survives_a_failed_look(
    server: DidServer, failure: int | str
) -> None:
    server.as_usual_next(LOOK)
    if isinstance(failure, int):
        server.fail_next(failure)
    else:
        {
            "hang": server.hang_next,
            "nonsense": lambda: server.malformed_next(after=1),
            "cut": lambda: server.cut_next(after=1),
        }[failure]()
    timeout_s = TIMEOUT_S if failure == "hang" else PATIENT_S
    assert filmed(server, timeout_s=timeout_s).content == FILM


def test_it_does_not_look_for_ever_where_every_look_fails(server: DidServer) -> None:
    server.as_usual_next(LOOK)
    for _ in range(3):
        server.fail_next(500)
    assert type(error_of(server)) is ProviderUnavailable
    assert len(without_deletions(server)) == LOOK + 3


def test_a_talk_that_is_never_done_is_a_timeout(server: DidServer) -> None:
    server.looks = 10_000
    _, error = raised(vendor(server, longest_s=0.1).film(PORTRAIT, SOUND))
    assert (type(error), error.provider) == (ProviderTimeout, "did")
    assert len(server.asked) < 20
    assert server.kept == set()


@pytest.mark.parametrize("before", [IMAGES, TALKS, FETCH])
def test_silence_is_a_timeout(server: DidServer, before: int) -> None:
    server.as_usual_next(before)
    server.hang_next()
    assert type(error_of(server, timeout_s=TIMEOUT_S)) is ProviderTimeout


@pytest.mark.parametrize("before", [IMAGES, AUDIOS, TALKS])
def test_nonsense_is_unavailable(server: DidServer, before: int) -> None:
    server.as_usual_next(before)
    server.send_next('["a list"]')
    assert type(error_of(server)) is ProviderUnavailable


@pytest.mark.parametrize(
    "look", ['{"status": "done"}', '{"status": "done", "result_url": "file:///etc/passwd"}']
)
def test_a_film_must_be_somewhere(server: DidServer, look: str) -> None:
    server.as_usual_next(LOOK)
    server.send_next(look)
    assert type(error_of(server)) is ProviderUnavailable


def test_a_film_must_be_a_film(server: DidServer) -> None:
    server.film = b"<html>Not here any more</html>"
    assert type(error_of(server)) is ProviderUnavailable


def test_nobody_there_is_unavailable() -> None:
    gone = DidServer()
    gone._http.server_close()
    assert type(error_of(gone)) is ProviderUnavailable


def test_a_picture_that_the_vendor_does_not_take_is_a_refusal(server: DidServer) -> None:
    _, error = raised(vendor(server).film(jpeg(16), SOUND))
    assert type(error) is ProviderRefused


@pytest.mark.parametrize("before", [IMAGES, LOOK])
def test_close_wakes_whoever_waits_for_an_answer(server: DidServer, before: int) -> None:
    server.as_usual_next(before)
    server.hang_next()
    _closed_while_waiting(server, vendor(server), asked=before + 1)
    assert server.hung_up.wait(hang_s())


def test_close_wakes_whoever_waits_to_look_again(server: DidServer) -> None:
    patient = DidLipSyncer(server.url, server.key, timeout_s=PATIENT_S, first_pause_s=PATIENT_S)
    _closed_while_waiting(server, patient, asked=TALKS + 1)


def _closed_while_waiting(server: DidServer, made: DidLipSyncer, *, asked: int) -> None:
    film = made.film(PORTRAIT, SOUND)
    came: list[Filming] = []
    reader = threading.Thread(target=lambda: came.extend(film))
    reader.start()
    wait_until(lambda: len(server.asked) >= asked)
    time.sleep(0.05)  # so that it most likely waits by then
    film.close()
    reader.join(hang_s())
    assert not reader.is_alive()
    assert all(step.clip is None for step in came)
    assert list(film) == []
