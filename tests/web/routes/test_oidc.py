"""Signing in with an issuer that really signs, and that is not believed when it should not be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey

from services.security.authentication import Authentication
from services.settings import Settings
from services.web.routes import oidc
from tests.support.patience import hang_s
from tests.vendors.issuer import Claims, Issuer
from tests.web.conftest import code_of, opened, person_of
from tests.web.routes.test_accounts import claim
from tests.web.routes.test_companions import make


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as issuer:
        yield issuer


@pytest.fixture(autouse=True)
def _with_issuer(app: Flask, authentication: Authentication, issuer: Issuer) -> None:
    app.register_blueprint(oidc.blueprint(app, Settings.load(issuer.settings()), authentication))


def leave(client: FlaskClient) -> str:
    """Where the issuer sends a browser back to."""
    there = client.get("/sign-in/issuer")
    assert there.status_code == 302
    back = requests.get(there.headers["Location"], allow_redirects=False, timeout=hang_s())
    assert back.status_code == 302, back.text
    return back.headers["Location"]


def come_back(client: FlaskClient, address: str) -> Any:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}", headers={"Accept": "application/json"})


def sign_in(client: FlaskClient) -> Any:
    return come_back(client, leave(client))


def account(client: FlaskClient) -> Any:
    return client.get("/api/account").get_json()["account"]


def test_what_was_done_so_far_becomes_an_account(alice: FlaskClient) -> None:
    person, made = person_of(alice), make(alice)
    assert sign_in(alice).headers["Location"] == "/account"
    assert person_of(alice) == person
    assert account(alice) == {
        "email": "ada@example.org",
        "role": "person",
        "has_password": False,
        "is_connected": True,
    }
    assert alice.get("/api/companions").get_json()["companions"][-1]["id"] == made["id"]


def test_the_same_person_is_found_again_elsewhere(alice: FlaskClient, bob: FlaskClient) -> None:
    sign_in(alice)
    sign_in(bob)
    assert person_of(bob) == person_of(alice)


def test_someone_else_is_someone_else(alice: FlaskClient, bob: FlaskClient, issuer: Issuer) -> None:
    sign_in(alice)
    issuer.person = {"sub": "bob-at-issuer"}
    sign_in(bob)
    assert person_of(bob) != person_of(alice)
    assert account(bob)["email"] == ""


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_email_alone_opens_no_account(
    alice: FlaskClient, bob: FlaskClient, issuer: Issuer, is_verified: bool
) -> None:
    claim(alice, "ada@example.org")
    issuer.person["email_verified"] = is_verified
    sign_in(bob)
    assert person_of(bob) != person_of(alice)
    assert account(bob)["email"] == ""


def test_an_account_is_connected_and_disconnected(
    app: Flask, alice: FlaskClient, bob: FlaskClient
) -> None:
    claim(alice, "alice@example.org")
    sign_in(alice)
    assert account(alice)["is_connected"]
    elsewhere = opened(app)
    sign_in(elsewhere)
    assert person_of(elsewhere) == person_of(alice)
    claim(bob, "bob@example.org")
    assert code_of(sign_in(bob)) == (409, "already_taken")
    alice.delete("/api/account/issuer")
    assert not account(alice)["is_connected"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_website_connects_nobody(alice: FlaskClient, site: str) -> None:
    answer = alice.get("/sign-in/issuer", headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    answer = alice.get("/sign-in/issuer", headers={"Sec-Fetch-Site": "same-origin"})
    assert "state=" in answer.headers["Location"]


def test_the_only_way_in_stays(alice: FlaskClient) -> None:
    sign_in(alice)
    assert code_of(alice.delete("/api/account/issuer")) == (400, "bad_input")
    asked = {"old": "", "new": "many small boats"}
    assert alice.put("/api/account/password", json=asked).status_code == 204
    assert alice.delete("/api/account/issuer").status_code == 200


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://another.test"},
        {"exp": int(time.time()) - 3600},
        {"sub": ""},
        {"sub": None},
    ],
)
def test_a_token_that_was_not_meant_for_this_is_refused(
    alice: FlaskClient, issuer: Issuer, lie: Claims
) -> None:
    issuer.forge = lambda claims: {**claims, **lie}
    assert code_of(sign_in(alice)) == (403, "sign_in_failed")
    assert account(alice) is None


def test_a_token_that_another_key_signed_is_refused(alice: FlaskClient, issuer: Issuer) -> None:
    issuer.signing_key = RSAKey.generate_key(2048, {"kid": "one"})
    assert code_of(sign_in(alice)) == (403, "sign_in_failed")


def test_a_way_back_works_once_and_in_one_browser(alice: FlaskClient, bob: FlaskClient) -> None:
    address = leave(alice)
    assert code_of(come_back(bob, address)) == (403, "sign_in_failed")
    assert come_back(alice, address).status_code == 302
    assert code_of(come_back(alice, address)) == (403, "sign_in_failed")


def test_each_attempt_has_its_own_secrets(alice: FlaskClient) -> None:
    def secrets() -> tuple[str, ...]:
        asked = parse_qs(urlsplit(alice.get("/sign-in/issuer").headers["Location"]).query)
        return tuple(asked[name][0] for name in ("state", "nonce", "code_challenge"))

    assert not set(secrets()) & set(secrets())


def test_an_issuer_that_is_away_is_no_crash(alice: FlaskClient, issuer: Issuer) -> None:
    issuer.fail_next(503)
    headers = {"Accept": "application/json"}
    assert code_of(alice.get("/sign-in/issuer", headers=headers)) == (403, "sign_in_failed")
    refused = come_back(alice, "/sign-in/issuer/back?error=access_denied&state=x")
    assert code_of(refused) == (403, "sign_in_failed")
    address = leave(alice)
    issuer.cut_next(after=1)
    assert code_of(come_back(alice, address)) == (403, "sign_in_failed")
