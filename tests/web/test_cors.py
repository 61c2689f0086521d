"""Other websites: what they make a browser send is not done, and what they may read is listed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import code_of

OWN = "http://localhost"
FRIEND = "https://friend.test"


@pytest.mark.parametrize(
    ("headers", "is_done"),
    [
        ({}, True),
        ({"Origin": OWN}, True),
        ({"Origin": "https://localhost"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": OWN}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "https://evil.test"}, False),
        ({"Origin": "http://localhost.evil.test"}, False),
        ({"Origin": "http://localhost:8080"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": OWN}, False),
        ({"Origin": FRIEND}, False),
    ],
)
@pytest.mark.parametrize("method", ["PATCH", "POST", "PUT", "DELETE"])
def test_a_cookie_alone_changes_nothing_for_another_site(
    alice: FlaskClient, method: str, headers: dict[str, str], is_done: bool
) -> None:
    path = "/api/me" if method == "PATCH" else "/api/companions/none"
    answer = alice.open(path, method=method, headers=headers, json={"name": "Eve"})
    refused = answer.status_code == 403 and code_of(answer) == (403, "not_from_here")
    assert refused is not is_done
    if method == "PATCH":
        assert (alice.get("/api/me").get_json()["name"] == "Eve") is is_done


def test_reading_needs_no_origin(alice: FlaskClient) -> None:
    assert alice.get("/api/me", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_token_is_no_cookie(stranger: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Authorization": "Bearer x"}
    assert stranger.patch("/api/me", headers=headers, json={}).status_code == 401


def test_listed_sites_may_read_answers_to_their_tokens(stranger: FlaskClient) -> None:
    answer = stranger.get("/api/me", headers={"Origin": FRIEND})
    assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    preflight = stranger.options(
        "/api/me",
        headers={"Origin": FRIEND, "Access-Control-Request-Method": "PATCH"},
    )
    assert preflight.status_code == 200
    assert "PATCH" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("path", "origin"), [("/api/me", "https://evil.test"), ("/api/me", "null"), ("/", FRIEND)]
)
def test_no_other_site_may(app: Flask, path: str, origin: str) -> None:
    answer = app.test_client().get(path, headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers
