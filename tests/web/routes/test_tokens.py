"""Bearer tokens: short, renewed once each, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.security.tokens import Tokens
from tests.web.conftest import code_of, opened, person_of
from tests.web.routes.test_accounts import EMAIL, PASSWORD, claim


@pytest.fixture
def program(app: Flask, alice: FlaskClient) -> dict[str, Any]:
    claim(alice)
    answer = app.test_client().post(
        "/api/tokens", json={"email": EMAIL, "password": PASSWORD, "label": "Doorbell"}
    )
    assert answer.status_code == 201
    pair: dict[str, Any] = answer.get_json()
    return pair


def get(app: Flask, token: str, path: str = "/api/me") -> Any:
    return app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})


def renew(app: Flask, token: str) -> Any:
    return app.test_client().post("/api/tokens/refresh", json={"refresh_token": token})


def test_a_token_stands_for_its_person(app: Flask, alice: FlaskClient, program: Any) -> None:
    alice.patch("/api/me", json={"name": "Alice"})
    answer = get(app, program["access_token"])
    assert answer.get_json()["name"] == "Alice"
    assert "Set-Cookie" not in answer.headers
    assert (program["token_type"], program["expires_in"]) == ("Bearer", 900)


def test_someone_at_a_browser_makes_tokens_without_a_password(
    app: Flask, alice: FlaskClient, bob: FlaskClient
) -> None:
    assert code_of(bob.post("/api/tokens", json={})) == (401, "not_signed_in")
    claim(alice)
    pair = alice.post("/api/tokens", json={"label": "Lamp"}).get_json()
    assert get(app, pair["access_token"]).status_code == 200
    labels = {kept["label"] for kept in alice.get("/api/sessions").get_json()["sessions"]}
    assert "Lamp" in labels


def test_a_token_counts_more_than_a_cookie(app: Flask, program: Any, bob: FlaskClient) -> None:
    headers = {"Authorization": f"Bearer {program['access_token']}"}
    bob.patch("/api/me", json={"name": "Bob"})
    assert bob.get("/api/me", headers=headers).get_json()["name"] == ""
    assert code_of(bob.get("/api/me", headers={"Authorization": "Bearer no.such.token"})) == (
        401,
        "not_signed_in",
    )


def test_a_refresh_token_works_once_and_twice_ends_all(app: Flask, program: Any) -> None:
    newer = renew(app, program["refresh_token"]).get_json()
    assert get(app, newer["access_token"]).status_code == 200
    assert code_of(renew(app, program["refresh_token"])) == (401, "signed_out")
    assert code_of(get(app, newer["access_token"])) == (401, "signed_out")
    assert code_of(renew(app, newer["refresh_token"])) == (401, "signed_out")


def test_tokens_are_given_back(app: Flask, program: Any) -> None:
    headers = {"Authorization": f"Bearer {program['access_token']}"}
    assert app.test_client().delete("/api/tokens", headers=headers).status_code == 204
    assert code_of(get(app, program["access_token"])) == (401, "signed_out")
    assert code_of(renew(app, program["refresh_token"])) == (401, "signed_out")


def test_a_person_takes_tokens_back(app: Flask, alice: FlaskClient, program: Any) -> None:
    assert get(app, program["access_token"]).status_code == 200
    (kept,) = [
        kept
        for kept in alice.get("/api/sessions").get_json()["sessions"]
        if kept["kind"] == "program"
    ]
    assert kept["label"] == "Doorbell"
    alice.delete(f"/api/sessions/{kept['id']}")
    assert code_of(get(app, program["access_token"])) == (401, "signed_out")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/sessions", None),
        ("DELETE", "/api/sessions", None),
        ("PATCH", "/api/account", {"email": "eve@example.org", "password": PASSWORD}),
        ("PUT", "/api/account/password", {"old": PASSWORD, "new": "taken over by Eve"}),
        ("POST", "/api/tokens", {}),
        ("POST", "/api/sign-out", None),
        ("POST", "/api/account", {"email": "eve@example.org", "password": PASSWORD}),
    ],
)
def test_a_program_changes_nothing_about_who_comes_in(
    app: Flask, program: Any, method: str, path: str, body: object
) -> None:
    headers = {"Authorization": f"Bearer {program['access_token']}"}
    answer = app.test_client().open(path, method=method, headers=headers, json=body)
    assert code_of(answer) == (403, "not_allowed")


def test_each_token_is_for_one_thing(app: Flask, program: Any) -> None:
    assert get(app, program["refresh_token"]).status_code == 401
    assert renew(app, program["access_token"]).status_code == 401


def test_an_expired_token_is_nobodys(app: Flask, alice: FlaskClient) -> None:
    claim(alice)
    (here,) = alice.get("/api/sessions").get_json()["sessions"]
    old = Tokens("test", access_lifetime_s=-1).pair(person_of(alice), here["id"], 0)
    answer = get(app, old.access)
    assert code_of(answer) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_tokens_of_another_key_or_of_none_are_nobodys(app: Flask, alice: FlaskClient) -> None:
    claim(alice)
    other = Tokens("another key").pair(person_of(alice), "x", 0).access
    unsigned = "eyJhbGciOiJub25lIn0." + other.split(".")[1] + "."
    for forged in (other, unsigned, "", "é", "a.b.c"):
        assert get(app, forged.encode().decode("latin-1")).status_code == 401


def test_tokens_need_the_right_password(app: Flask, alice: FlaskClient) -> None:
    claim(alice)
    client = opened(app)
    wrong = client.post("/api/tokens", json={"email": EMAIL, "password": "many small goats"})
    assert code_of(wrong) == (403, "wrong_password")
    assert code_of(client.post("/api/tokens", json={"email": EMAIL})) == (400, "bad_input")
