"""Companions copied, exported and imported."""

from __future__ import annotations

import io
import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.cards import archive, files
from services.storage.companions import DEFAULTS
from tests.web.conftest import picture

OWN_WORDS = {
    "name": "Rosa",
    "persona": DEFAULTS[1].persona,
    "voice": "kokoro/bf_emma",
    "greeting": "Ahoy!",
    "description": "You are a retired sailor.\nYou love riddles.",
    "boundaries": "No politics.",
    "language": "pt-BR",
    "pace": 0.9,
}


def made(client: FlaskClient, **wishes: Any) -> dict[str, Any]:
    response = client.post("/api/companions", json={**OWN_WORDS, **wishes})
    assert response.status_code == 201, response.get_json()
    companion: dict[str, Any] = response.get_json()
    return companion


def uploaded(client: FlaskClient) -> str:
    form = {"portrait": (io.BytesIO(picture()), "face.jpg")}
    return str(client.post("/upload", data=form).get_json()["portrait"]["id"])


def brought(client: FlaskClient, content: bytes) -> TestResponse:
    return client.post("/api/companions/import", data={"file": (io.BytesIO(content), "x")})


def test_a_companion_is_as_it_was_described(alice: FlaskClient) -> None:
    companion = made(alice)
    assert {name: companion[name] for name in OWN_WORDS} == OWN_WORDS


def test_an_exported_companion_comes_back(alice: FlaskClient, bob: FlaskClient) -> None:
    companion = made(alice, portrait=uploaded(alice))
    exported = alice.get(f"/api/companions/{companion['id']}/export")
    assert exported.content_type == "application/zip"
    assert "Rosa.visavis.zip" in exported.headers["Content-Disposition"]
    answer = brought(bob, exported.data).get_json()
    again = answer["companion"]
    assert {name: again[name] for name in OWN_WORDS} == OWN_WORDS
    assert again["id"] != companion["id"]
    assert bob.get(again["portrait_url"]).status_code == 200
    assert bob.get(again["rig_url"]).status_code == 200


def test_a_drawn_face_goes_along(alice: FlaskClient) -> None:
    exported = alice.get(f"/api/companions/{DEFAULTS[0].id}/export").data
    companion = brought(alice, exported).get_json()["companion"]
    assert companion["portrait_url"] == DEFAULTS[0].portrait_url
    assert companion["rig_url"] == DEFAULTS[0].rig_url
    assert companion["own"]


def test_a_copy_is_the_persons_own(alice: FlaskClient) -> None:
    first = made(alice, portrait=uploaded(alice))
    copy = alice.post(f"/api/companions/{first['id']}/duplicate").get_json()
    assert alice.delete(f"/api/companions/{first['id']}").status_code == 204
    assert alice.get(copy["portrait_url"]).status_code == 200
    assert {name: copy[name] for name in OWN_WORDS} == OWN_WORDS
    drawn = alice.post(f"/api/companions/{DEFAULTS[0].id}/duplicate").get_json()
    assert (drawn["name"], drawn["own"]) == (DEFAULTS[0].name, True)


def test_a_face_of_someone_drawn_may_be_worn(alice: FlaskClient) -> None:
    companion = made(alice, portrait=DEFAULTS[1].id)
    assert companion["rig_url"] == DEFAULTS[1].rig_url
    assert alice.delete(f"/api/companions/{companion['id']}").status_code == 204
    assert made(alice, portrait=DEFAULTS[1].id)["portrait_url"] == DEFAULTS[1].portrait_url


def test_what_is_not_known_here_is_told(alice: FlaskClient) -> None:
    card = {"format": "visavis-companion", "version": 1, "name": "Kim", "voice": "far/away"}
    exported = alice.get(f"/api/companions/{made(alice)['id']}/export").data
    assert files.read(exported).card.name == "Rosa"
    answer = brought(alice, json.dumps({"data": {**card, "first_mes": "Hi. " * 200}}).encode())
    assert answer.status_code == 201
    assert answer.get_json()["companion"]["persona"] == DEFAULTS[0].persona
    assert len(answer.get_json()["notes"]) == 1


def test_a_broken_picture_does_not_keep_the_companion_away(alice: FlaskClient) -> None:
    exported = alice.get(f"/api/companions/{made(alice)['id']}/export").data
    card = files.read(exported).card
    answer = brought(alice, archive.packed(card, picture()[:-100])).get_json()
    assert answer["companion"]["portrait_url"] == ""
    assert answer["notes"] == ["That picture is damaged or incomplete."]


def test_nobody_takes_along_what_is_anothers(alice: FlaskClient, bob: FlaskClient) -> None:
    companion = made(alice)["id"]
    assert bob.get(f"/api/companions/{companion}/export").status_code == 404
    assert bob.post(f"/api/companions/{companion}/duplicate").status_code == 404


def test_a_file_without_a_companion_is_refused(alice: FlaskClient) -> None:
    for content in (b"%PDF-1.7", picture(kind="PNG"), b"{}"):
        answer = brought(alice, content)
        assert (answer.status_code, answer.get_json()["code"]) == (400, "no_companion")
    assert alice.post("/api/companions/import").get_json()["code"] == "no_file"
