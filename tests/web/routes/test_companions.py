"""People's own data: theirs alone, and only what makes sense."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from services.errors import ProviderUnavailable
from services.storage.companions import DEFAULTS
from tests.web.conftest import House, code_of, person_of, picture


def make(client: FlaskClient, **fields: str) -> dict[str, str]:
    wishes = {"name": "Rosa", "persona": DEFAULTS[0].persona, "voice": "hibari/heart", **fields}
    response = client.post("/api/companions", json=wishes)
    assert response.status_code == 201
    made: dict[str, str] = response.get_json()
    return made


def test_a_person_has_a_name_and_a_pace(alice: FlaskClient, bob: FlaskClient) -> None:
    me = alice.get("/api/me").get_json()
    assert (me["name"], me["pause_tolerance"]) == ("", "normal")
    changed = alice.patch("/api/me", json={"name": " Ali\u0107e 👩‍🚀 "})
    assert changed.get_json()["name"] == "Ali\u0107e 👩‍🚀"
    alice.patch("/api/me", json={"pause_tolerance": "patient"})
    assert alice.get("/api/me").get_json()["pause_tolerance"] == "patient"
    assert bob.get("/api/me").get_json()["name"] == ""


def test_a_person_chooses_a_model_and_a_cap(alice: FlaskClient, bob: FlaskClient) -> None:
    wishes = {"model": "openai/gpt-4.1", "cost_cap_usd": 0.5}
    changed = alice.patch("/api/me", json=wishes).get_json()
    assert {name: changed[name] for name in wishes} == wishes
    assert alice.patch("/api/me", json={"cost_cap_usd": None}).get_json()["cost_cap_usd"] is None
    assert alice.get("/api/me").get_json()["model"] == "openai/gpt-4.1"
    mine = bob.get("/api/me").get_json()
    assert (mine["model"], mine["cost_cap_usd"]) == ("auto", None)


@pytest.mark.parametrize(
    "wish",
    [{"model": "cleverest"}, {"model": ""}, {"model": 5}, {"cost_cap_usd": -1},
     {"cost_cap_usd": "much"}, {"cost_cap_usd": True}, {"cost_cap_usd": 10**6}],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_refused(alice: FlaskClient, wish: dict[str, object]) -> None:
    response = alice.patch("/api/me", json=wish)
    assert (response.status_code, response.get_json()["code"]) == (400, "bad_input")


def test_a_person_may_want_no_other_voice(alice: FlaskClient, bob: FlaskClient) -> None:
    assert not alice.get("/api/me").get_json()["keeps_voice"]
    assert alice.patch("/api/me", json={"keeps_voice": True}).get_json()["keeps_voice"]
    alice.patch("/api/me", json={"name": "Alice"})
    assert alice.get("/api/me").get_json()["keeps_voice"]
    assert not bob.get("/api/me").get_json()["keeps_voice"]
    assert code_of(alice.patch("/api/me", json={"keeps_voice": "yes"})) == (400, "bad_input")


@pytest.mark.parametrize(
    "body",
    [
        {"name": 3},
        {"name": "x" * 41},
        {"name": "two\nlines"},
        {"name": "nul\0"},
        {"name": "\ud800"},
        {"pause_tolerance": "slow"},
        {"pause_tolerance": ["patient"]},
        {"id": "someone else"},
        ["name"],
        None,
    ],
)
def test_what_makes_no_sense_is_bad_input(alice: FlaskClient, body: object) -> None:
    assert code_of(alice.patch("/api/me", json=body)) == (400, "bad_input")


def test_a_body_that_is_not_json_is_bad_input(alice: FlaskClient) -> None:
    for options in (
        {"data": "{", "content_type": "application/json"},
        {"data": "name=Eve"},
        {"data": b"\xff\xfe", "content_type": "application/json"},
        {"data": "[" * 60_000, "content_type": "application/json"},
    ):
        assert code_of(alice.patch("/api/me", **options)) == (400, "bad_input")


def test_a_body_that_is_too_large_is_refused(alice: FlaskClient) -> None:
    assert code_of(alice.patch("/api/me", json={"name": "x" * 70_000})) == (413, "too_large")


def test_strangers_are_told_to_open_the_page(stranger: FlaskClient) -> None:
    for path in ("/api/me", "/api/companions", "/api/calls", "/api/calls/x"):
        assert code_of(stranger.get(path)) == (401, "not_signed_in")


def test_there_is_something_to_choose_from(alice: FlaskClient) -> None:
    choices = alice.get("/api/companions").get_json()
    assert [companion["id"] for companion in choices["companions"]] == [c.id for c in DEFAULTS]
    first = choices["companions"][0]
    assert {"id", "name", "portrait_url", "persona", "voice", "greeting"} <= first.keys()
    assert choices["personas"][0] == {
        "id": DEFAULTS[0].persona,
        "label": DEFAULTS[0].persona.capitalize(),
        "description": f"{DEFAULTS[0].name}, a friend.",
        "examples": [],
    }
    assert choices["voices"][1] == {
        "id": "kokoro/bf_emma",
        "label": "Emma",
        "language": "en-GB",
        "kind": "stock",
    }


def test_the_default_companions_have_faces(alice: FlaskClient) -> None:
    for companion in alice.get("/api/companions").get_json()["companions"]:
        assert alice.get(companion["portrait_url"], buffered=True).mimetype == "image/svg+xml"


def test_without_voices_the_rest_is_still_there(alice: FlaskClient, house: House) -> None:
    house.voice_error = ProviderUnavailable("the engine is down")
    choices = alice.get("/api/companions").get_json()
    assert choices["voices"] == []
    assert len(choices["companions"]) == len(DEFAULTS)
    make(alice, voice="kokoro/some_later_voice")


def test_a_companion_of_ones_own(alice: FlaskClient) -> None:
    data = {"portrait": (io.BytesIO(picture()), "me.jpg")}
    portrait = alice.post("/upload", data=data).get_json()["portrait"]
    made = make(alice, portrait=portrait["id"], greeting="Hola")
    assert alice.get(made["portrait_url"]).content_type == "image/jpeg"
    assert alice.get(made["rig_url"]).content_type == "application/json"

    changed = alice.patch(f"/api/companions/{made['id']}", json={"name": "Rosalia"}).get_json()
    assert (changed["name"], changed["greeting"]) == ("Rosalia", "Hola")
    assert alice.get("/api/companions").get_json()["companions"][-1]["name"] == "Rosalia"

    assert alice.delete(f"/api/companions/{made['id']}").status_code == 204
    assert len(alice.get("/api/companions").get_json()["companions"]) == len(DEFAULTS)
    assert alice.get(made["portrait_url"]).status_code == 404


@pytest.mark.parametrize(
    "wish",
    [
        {"name": ""},
        {"name": "   "},
        {"persona": "villain"},
        {"voice": "nobody/none"},
        {"voice": ""},
        {"portrait": "../../secret_key"},
        {"portrait": f"{'a' * 32}/{'b' * 32}.jpg"},
        {"greeting": "x" * 301},
        {"own": True},
    ],
)
def test_a_companion_that_cannot_be_is_refused(alice: FlaskClient, wish: dict[str, str]) -> None:
    wishes = {"name": "Rosa", "persona": DEFAULTS[0].persona, "voice": "hibari/heart", **wish}
    assert code_of(alice.post("/api/companions", json=wishes)) == (400, "bad_input")
    made = make(alice)
    assert code_of(alice.patch(f"/api/companions/{made['id']}", json=wish)) == (400, "bad_input")


def test_a_companion_needs_a_name(alice: FlaskClient) -> None:
    assert code_of(alice.post("/api/companions", json={})) == (400, "bad_input")


def test_the_portrait_of_another_cannot_be_taken(alice: FlaskClient, bob: FlaskClient) -> None:
    data = {"portrait": (io.BytesIO(picture()), "me.jpg")}
    portrait = alice.post("/upload", data=data).get_json()["portrait"]
    wishes = {"name": "Rosa", "portrait": portrait["id"]}
    assert code_of(bob.post("/api/companions", json=wishes)) == (400, "bad_input")


def test_the_companion_of_another_does_not_exist(alice: FlaskClient, bob: FlaskClient) -> None:
    path = f"/api/companions/{make(alice)['id']}"
    assert code_of(bob.patch(path, json={"name": "Mine"})) == (404, "not_found")
    assert code_of(bob.delete(path)) == (404, "not_found")
    assert code_of(alice.delete(f"/api/companions/{DEFAULTS[0].id}")) == (404, "not_found")


def test_calls_can_be_read_by_their_person_alone(
    alice: FlaskClient, bob: FlaskClient, house: House
) -> None:
    house.journal.call_started("call-1", person_of(alice), DEFAULTS[0].id)
    house.journal.user_said("call-1", 1, "hello", "voice")
    house.journal.companion_said(
        "call-1", 1, text="Hello you.", heard_text="Hello", emotion="happy", interrupted=True,
        timings_ms={},
    )  # fmt: skip
    (listed,) = alice.get("/api/calls").get_json()["calls"]
    assert (listed["id"], listed["ended_at"]) == ("call-1", None)
    house.journal.call_ended("call-1", "hung up")

    call = alice.get("/api/calls/call-1").get_json()
    assert call["started_at"] < call["ended_at"]
    assert call["started_at"].endswith("+00:00")
    assert call["companion"] == {"name": DEFAULTS[0].name}
    assert call["messages"] == [
        {"turn": 1, "speaker": "user", "text": "hello", "heard_text": "hello",
         "interrupted": False},
        {"turn": 1, "speaker": "companion", "text": "Hello you.", "heard_text": "Hello",
         "interrupted": True},
    ]  # fmt: skip

    assert bob.get("/api/calls").get_json() == {"calls": []}
    assert code_of(bob.get("/api/calls/call-1")) == (404, "not_found")
