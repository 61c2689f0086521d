"""Voices of a person's own: no consent, no voice; and what is forgotten is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.domain import JobState, VoiceKind
from services.errors import NotFound, ProviderUnavailable
from services.jobs import voice_deletion
from services.jobs.job_context import Cancelled, Work
from services.jobs.voice_jobs import SEARCHED, clone_voice, match_voice
from services.storage.companions import DEFAULTS
from services.storage.voice_records import VoiceState
from services.storage.voices import MAX_VOICES
from tests.sounds import tone
from tests.web.conftest import code_of, person_of
from tests.web.studio import STYLE, Studio

FORM = "multipart/form-data; boundary=x"


def upload(client: FlaskClient, seconds: int = 16, *, voice: str = "") -> Any:
    """A sample or, for a voice, a reading of its sentence; without the test client's own files."""
    place = 'Content-Disposition: form-data; name="{}"'
    name = "consent" if voice else "voice_sample"
    head = f"--x\r\n{place.format('voice')}\r\n\r\n{voice}\r\n" if voice else ""
    head += f'--x\r\n{place.format(name)}; filename="me.wav"\r\n\r\n'
    return client.post(
        "/upload",
        data=head.encode() + tone(seconds * 1000).wav + b"\r\n--x--\r\n",
        content_type=FORM,
    )


def sample(client: FlaskClient) -> str:
    response = upload(client)
    assert response.status_code == 201
    return str(response.get_json()["voice_sample"]["voice"])


def asked(client: FlaskClient, voice: str, **wish: str) -> str:
    response = client.post(f"/api/voices/{voice}/sentence", json=wish or {"whose": "mine"})
    assert response.status_code == 200
    return str(response.get_json()["sentence"])


def agree(client: FlaskClient, studio: Studio, voice: str, **wish: str) -> Any:
    studio.ears.hears = asked(client, voice, **wish)
    return upload(client, 5, voice=voice)


def make(client: FlaskClient, voice: str, kind: str = "clone", label: str = "Mine") -> Any:
    return client.post(f"/api/voices/{voice}/make", json={"kind": kind, "label": label})


def made(client: FlaskClient, studio: Studio, kind: str = "clone") -> str:
    voice = sample(client)
    assert agree(client, studio, voice).status_code == 201
    assert make(client, voice, kind).status_code == 202
    return voice


def kept(client: FlaskClient, studio: Studio, kind: str = "clone") -> str:
    voice = made(client, studio, kind)
    assert client.patch(f"/api/voices/{voice}", json={"keep": True}).status_code == 200
    return voice


def own(client: FlaskClient) -> list[dict[str, Any]]:
    voices: list[dict[str, Any]] = client.get("/api/voices").get_json()["voices"]
    return voices


def test_a_sample_is_for_its_person_alone(alice: FlaskClient, bob: FlaskClient) -> None:
    uploaded = upload(alice).get_json()["voice_sample"]
    assert (uploaded["duration_ms"], uploaded["speech_ms"]) == (16_000, 16_000)
    assert alice.get(uploaded["url"]).data.startswith(b"RIFF")
    assert bob.get(uploaded["url"]).status_code == 404
    [voice] = own(alice)
    assert (voice["state"], voice["kind"], voice["consent"]) == ("sample", None, None)
    assert own(bob) == []
    for response in (
        bob.post(f"/api/voices/{uploaded['voice']}/sentence", json={"whose": "mine"}),
        bob.patch(f"/api/voices/{uploaded['voice']}", json={"label": "His"}),
        bob.delete(f"/api/voices/{uploaded['voice']}"),
        make(bob, uploaded["voice"]),
        upload(bob, voice=uploaded["voice"]),
    ):
        assert code_of(response) == (404, "not_found")


def test_a_new_sample_takes_the_place_of_one_that_came_to_nothing(
    alice: FlaskClient, studio: Studio
) -> None:
    first = upload(alice).get_json()["voice_sample"]
    second = sample(alice)
    assert [voice["id"] for voice in own(alice)] == [second]
    assert alice.get(first["url"]).status_code == 404
    kept(alice, studio)
    sample(alice)
    assert len(own(alice)) == 2


@pytest.mark.parametrize(("seconds", "code"), [(3, "too_short"), (190, "too_long")])
def test_a_sample_that_will_not_do_is_refused(
    alice: FlaskClient, tmp_path: Path, seconds: int, code: str
) -> None:
    assert upload(alice, seconds).get_json()["code"] == code
    assert own(alice) == []
    assert not list(tmp_path.glob("blobs/**/*.wav"))


def test_a_sample_of_two_people_is_refused(alice: FlaskClient, studio: Studio) -> None:
    studio.speakers.people = 2
    assert code_of(upload(alice, 30)) == (422, "several_voices")
    assert own(alice) == []


def test_without_consent_there_is_no_voice(alice: FlaskClient, studio: Studio) -> None:
    voice = sample(alice)
    assert code_of(upload(alice, voice=voice)) == (403, "consent_missing")
    for kind in ("clone", "match"):
        assert code_of(make(alice, voice, kind)) == (403, "consent_missing")
    asked(alice, voice)
    assert code_of(make(alice, voice)) == (403, "consent_missing")
    assert studio.cloner.voices == set()


def test_the_sentence_has_to_be_read(alice: FlaskClient, studio: Studio) -> None:
    voice = sample(alice)
    first = asked(alice, voice)
    second = asked(alice, voice)
    assert first != second
    for heard in ("", "hello there", first, second[: len(second) // 2]):
        studio.ears.hears = heard
        assert code_of(upload(alice, 5, voice=voice)) == (422, "consent_words")
    assert code_of(make(alice, voice)) == (403, "consent_missing")
    studio.ears.hears = second.replace("a companion", "her companion").upper()
    assert upload(alice, 5, voice=voice).status_code == 201
    assert studio.ears.seconds == 5


def test_the_one_who_speaks_has_to_read_it(alice: FlaskClient, studio: Studio) -> None:
    voice = sample(alice)
    studio.speakers.similar = 0.66
    assert code_of(agree(alice, studio, voice)) == (422, "consent_speaker")
    assert code_of(make(alice, voice)) == (403, "consent_missing")


def test_a_sentence_does_not_stay_valid(alice: FlaskClient, studio: Studio) -> None:
    voice = sample(alice)
    studio.ears.hears = asked(alice, voice)
    record = studio.voices.get(person_of(alice), voice)
    assert record.consent is not None
    old = replace(record.consent, asked_at="2026-01-01T00:00:00+00:00")
    studio.voices.change(record.person_id, voice, consent=old.row)
    assert code_of(upload(alice, 5, voice=voice)) == (403, "consent_expired")


def test_someone_who_has_agreed_is_named(alice: FlaskClient, studio: Studio) -> None:
    voice = sample(alice)
    wish = {"whose": "other"}
    response = alice.post(f"/api/voices/{voice}/sentence", json=wish)
    assert code_of(response) == (400, "bad_input")
    assert agree(alice, studio, voice, whose="other", name="Ada").status_code == 201
    assert studio.ears.hears.startswith("My name is Ada, and I agree")
    [shown] = own(alice)
    assert (shown["consent"]["whose"], shown["consent"]["name"]) == ("other", "Ada")


def test_the_consent_is_kept_with_the_voice(alice: FlaskClient, studio: Studio) -> None:
    voice = kept(alice, studio)
    record = studio.voices.get(person_of(alice), voice)
    consent = record.consent
    assert consent is not None
    assert consent.person == person_of(alice)
    assert consent.sample_sha256 == record.sample_sha256
    assert (consent.transcript, consent.similarity) == (studio.ears.hears, 0.9)
    assert consent.agreed_at > consent.asked_at


@pytest.mark.parametrize("kind", ["clone", "match"])
def test_a_voice_is_judged_before_it_is_used(
    alice: FlaskClient, bob: FlaskClient, studio: Studio, kind: str
) -> None:
    voice = made(alice, studio, kind)
    [shown] = own(alice)
    assert (shown["state"], shown["kind"], shown["label"]) == ("made", kind, "Mine")
    for url in (shown["preview_url"], shown["excerpt_url"], shown["recording_url"]):
        assert alice.get(url).data.startswith(b"RIFF")
        assert bob.get(url).status_code == 404
    assert studio.voices.of(person_of(alice)) == []

    judged = alice.patch(f"/api/voices/{voice}", json={"keep": True, "label": "Me"}).get_json()
    assert (judged["state"], judged["label"]) == ("kept", "Me")
    assert (judged["recording_url"], judged["excerpt_url"]) == (None, None)
    assert alice.get(shown["recording_url"]).status_code == 404
    [usable] = studio.voices.of(person_of(alice))
    assert (usable.label, usable.kind) == ("Me", VoiceKind(kind))
    assert usable.style == (STYLE if kind == "match" else b"")
    assert studio.voices.of(person_of(bob)) == []


def test_a_job_tells_how_far_it_is(alice: FlaskClient, studio: Studio) -> None:
    made(alice, studio, "match")
    assert [job.state for job in studio.told][-1] is JobState.DONE
    assert "About 3 minutes left" in [job.message for job in studio.told]
    [shown] = own(alice)
    assert shown["similarity"] == 0.81
    assert studio.told[-1].result == {"voice": shown["id"]}


def test_a_recording_is_kept_on_wish(alice: FlaskClient, studio: Studio) -> None:
    voice = made(alice, studio)
    wish = {"keep": True, "keep_recording": True}
    url = alice.patch(f"/api/voices/{voice}", json=wish).get_json()["recording_url"]
    assert alice.get(url).status_code == 200
    assert make(alice, voice, "match").status_code == 202
    assert own(alice)[0]["kind"] == "match"


def test_without_its_recording_a_voice_is_not_made_again(
    alice: FlaskClient, studio: Studio
) -> None:
    voice = kept(alice, studio)
    assert code_of(make(alice, voice)) == (400, "bad_input")


def test_what_is_made_again_replaces_the_former(alice: FlaskClient, studio: Studio) -> None:
    voice = made(alice, studio)
    [former] = own(alice)
    assert make(alice, voice).status_code == 202
    [shown] = own(alice)
    assert shown["voice"] != former["voice"]
    assert alice.get(former["preview_url"]).status_code == 404
    studio.forgetting.clear_away()
    assert studio.cloner.voices == {shown["voice"]}


def test_a_voice_that_cannot_be_made_leaves_nothing_behind(
    alice: FlaskClient, studio: Studio
) -> None:
    studio.matcher.failure = ProviderUnavailable("engine gone", provider="fake")
    voice = made(alice, studio, "match")
    assert studio.told[-1].state is JobState.FAILED
    assert own(alice)[0]["state"] == "sample"
    studio.matcher.failure = None
    assert make(alice, voice, "match").status_code == 202
    assert own(alice)[0]["state"] == "made"


def test_a_clone_that_is_called_off_is_deleted_at_the_vendor(
    alice: FlaskClient, studio: Studio
) -> None:
    voice = sample(alice)
    agree(alice, studio, voice)

    def progress(share: float, message: str = "") -> None:
        if share > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        clone_voice(studio.tools, progress, person=person_of(alice), voice=voice)
    assert studio.cloner.voices == set()
    assert own(alice)[0]["state"] == "sample"


@pytest.mark.parametrize(("work", "last"), [(clone_voice, 0.8), (match_voice, 0.25 * SEARCHED)])
def test_of_a_voice_that_is_deleted_while_it_is_made_nothing_is_kept(
    alice: FlaskClient, studio: Studio, work: Work, last: float
) -> None:
    voice = sample(alice)
    agree(alice, studio, voice)
    shares = []

    def progress(share: float, message: str = "") -> None:
        shares.append(share)
        if share == last:
            assert alice.delete(f"/api/voices/{voice}").status_code == 200

    with pytest.raises(NotFound):
        work(studio.tools, progress, person=person_of(alice), voice=voice)
    assert shares[-1] == last
    assert studio.blobs.of(person_of(alice)) == {}
    assert studio.cloner.voices == set()


@pytest.mark.parametrize("body", [{}, {"kind": "stock"}, {"kind": "clone", "label": ""}])
def test_what_makes_no_sense_is_bad_input(
    alice: FlaskClient, studio: Studio, body: dict[str, str]
) -> None:
    voice = sample(alice)
    agree(alice, studio, voice)
    assert code_of(alice.post(f"/api/voices/{voice}/make", json=body)) == (400, "bad_input")
    for wish in ({"keep": True}, {"keep": 1}, {"label": 3}):
        assert code_of(alice.patch(f"/api/voices/{voice}", json=wish)) == (400, "bad_input")
    for wish in ({}, {"whose": "theirs"}):
        response = alice.post(f"/api/voices/{voice}/sentence", json=wish)
        assert code_of(response) == (400, "bad_input")


def test_there_are_only_so_many(alice: FlaskClient, studio: Studio) -> None:
    for _ in range(MAX_VOICES):
        studio.voices.add(person_of(alice), "One more", state=VoiceState.KEPT)
    assert code_of(upload(alice)) == (400, "bad_input")
    assert studio.blobs.of(person_of(alice)) == {}


def companion_with(client: FlaskClient, voice: str) -> str:
    wishes = {"name": "Rosa", "persona": DEFAULTS[0].persona, "voice": voice}
    response = client.post("/api/companions", json=wishes)
    assert response.status_code == 201
    return str(response.get_json()["id"])


def test_what_is_forgotten_is_gone_everywhere(alice: FlaskClient, studio: Studio) -> None:
    voice = kept(alice, studio)
    [shown] = own(alice)
    companion = companion_with(alice, shown["voice"])
    receipt = alice.delete(f"/api/voices/{voice}").get_json()["forgotten"]
    assert receipt == {
        "label": "Mine",
        "recordings": 1,
        "vendor": "fake",
        "at_vendor": "deleted",
        "companions": ["Rosa"],
    }
    assert own(alice) == []
    assert studio.cloner.voices == set()
    assert alice.get(shown["preview_url"]).status_code == 404
    cards = alice.get("/api/companions").get_json()["companions"]
    [rosa] = [card for card in cards if card["id"] == companion]
    assert rosa["voice"] == DEFAULTS[0].voice
    assert code_of(alice.delete(f"/api/voices/{voice}")) == (404, "not_found")


def test_a_vendor_that_does_not_answer_is_asked_again(alice: FlaskClient, studio: Studio) -> None:
    voice = kept(alice, studio)
    studio.cloner.failure = ProviderUnavailable("down", provider="fake")
    receipt = alice.delete(f"/api/voices/{voice}").get_json()["forgotten"]
    assert receipt["at_vendor"] == "later"
    assert own(alice) == []
    studio.forgetting.clear_away()
    assert len(studio.cloner.voices) == len(studio.voices.leaving()) == 1
    studio.cloner.failure = None
    studio.forgetting.clear_away()
    assert (studio.cloner.voices, studio.voices.leaving()) == (set(), [])


def test_what_nobody_decided_about_is_forgotten(
    alice: FlaskClient, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(alice, studio)
    studio.forgetting.clear_away()
    assert len(own(alice)) == 1
    monkeypatch.setattr(voice_deletion, "UNDECIDED", timedelta())
    studio.forgetting.clear_away()
    assert own(alice) == []
    assert studio.cloner.voices == set()
    assert not list(tmp_path.glob("blobs/**/*.wav"))
