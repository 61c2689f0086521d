"""Accounts: claimed, found again elsewhere, left, and closed to everyone else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.security.authentication import Authentication
from services.storage.accounts import Role
from tests.web.conftest import House, code_of, opened, person_of, picture
from tests.web.routes.test_companions import make

EMAIL = "alice@example.org"
PASSWORD = "many small boats"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def claim(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD) -> None:
    answer = client.post("/api/account", json={"email": email, "password": password})
    assert answer.status_code == 201


def sign_in(client: FlaskClient, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/api/sign-in", json={"email": EMAIL, "password": password, **more})


@pytest.fixture
def claimed(alice: FlaskClient) -> FlaskClient:
    claim(alice)
    return alice


def test_an_anonymous_person_keeps_everything_when_claiming(alice: FlaskClient) -> None:
    made, person = make(alice), person_of(alice)
    assert alice.get("/api/account").get_json() == {"account": None, "issuer": None}
    claim(alice)
    assert person_of(alice) == person
    assert alice.get("/api/companions").get_json()["companions"][-1]["id"] == made["id"]
    account = alice.get("/api/account").get_json()["account"]
    assert account == {
        "email": EMAIL,
        "role": "person",
        "has_password": True,
        "is_connected": False,
    }


def test_an_account_is_found_again_elsewhere(app: Flask, claimed: FlaskClient) -> None:
    elsewhere = opened(app)
    assert sign_in(elsewhere).status_code == 200
    assert person_of(elsewhere) == person_of(claimed)


def test_capitals_in_an_address_do_not_matter(app: Flask, claimed: FlaskClient) -> None:
    other = {"email": EMAIL.upper(), "password": PASSWORD}
    assert opened(app).post("/api/sign-in", json=other).status_code == 200
    assert code_of(opened(app).post("/api/account", json=other)) == (409, "already_taken")


@pytest.mark.parametrize("wrong", [{"password": "many small goats"}, {"email": "bob@example.org"}])
def test_what_does_not_belong_together_opens_nothing(
    app: Flask, claimed: FlaskClient, wrong: dict[str, str]
) -> None:
    elsewhere = opened(app)
    person = person_of(elsewhere)
    asked = {"email": EMAIL, "password": PASSWORD, **wrong}
    assert code_of(elsewhere.post("/api/sign-in", json=asked)) == (403, "wrong_password")
    assert person_of(elsewhere) == person


def test_guessing_is_stopped_and_says_when_to_come_back(app: Flask, claimed: FlaskClient) -> None:
    guesser = opened(app)
    codes = [sign_in(guesser, f"guess number {number}").status_code for number in range(12)]
    assert codes == [403] * 10 + [429] * 2
    stopped = sign_in(guesser)
    assert code_of(stopped) == (429, "too_many_requests")
    assert 0 < int(stopped.headers["Retry-After"]) <= 300


def test_who_looks_for_others_addresses_is_stopped(app: Flask, claimed: FlaskClient) -> None:
    someone = opened(app)
    codes = [
        someone.post("/api/account", json={"email": EMAIL, "password": PASSWORD}).status_code
        for _ in range(12)
    ]
    assert codes == [409] * 10 + [429] * 2


def test_an_address_is_not_taken_away(app: Flask, claimed: FlaskClient) -> None:
    asked = {"password": PASSWORD}
    assert code_of(claimed.patch("/api/account", json=asked)) == (400, "bad_input")
    assert sign_in(opened(app)).status_code == 200


def test_the_right_password_takes_back_what_was_counted(app: Flask, claimed: FlaskClient) -> None:
    for _ in range(3):
        for number in range(6):
            sign_in(opened(app), f"guess number {number}")
        assert sign_in(opened(app)).status_code == 200


@pytest.mark.parametrize(
    "password",
    ["short one", "password123", "Password123!", "aaaaaaaaaaaa", "alice@example.org", "alice12345"],
)
def test_a_password_that_would_be_guessed_is_refused(alice: FlaskClient, password: str) -> None:
    answer = alice.post("/api/account", json={"email": EMAIL, "password": password})
    assert code_of(answer) == (400, "weak_password")


@pytest.mark.parametrize(
    "body",
    [
        {"email": EMAIL},
        {"password": PASSWORD},
        {"email": "no address", "password": PASSWORD},
        {"email": f"{'a' * 65}@example.org", "password": PASSWORD},
        {"email": EMAIL, "password": 12345678901},
        {"email": EMAIL, "password": "x" * 201},
        {"email": EMAIL, "password": "with a\0 in it"},
    ],
)
def test_what_makes_no_account_is_bad_input(alice: FlaskClient, body: object) -> None:
    assert code_of(alice.post("/api/account", json=body)) == (400, "bad_input")


def test_one_account_is_enough(claimed: FlaskClient) -> None:
    again = {"email": "other@example.org", "password": PASSWORD}
    assert code_of(claimed.post("/api/account", json=again)) == (400, "bad_input")


def test_after_signing_out_the_browser_is_nobody_known(claimed: FlaskClient) -> None:
    person = person_of(claimed)
    assert claimed.post("/api/sign-out").status_code == 204
    assert person_of(claimed) != person
    assert claimed.get("/api/account").get_json()["account"] is None


def test_who_one_was_before_comes_back_after(app: Flask, claimed: FlaskClient) -> None:
    elsewhere = opened(app)
    person, made = person_of(elsewhere), make(elsewhere)
    sign_in(elsewhere)
    assert person_of(elsewhere) != person
    elsewhere.post("/api/sign-out")
    assert person_of(elsewhere) == person
    assert elsewhere.get("/api/companions").get_json()["companions"][-1]["id"] == made["id"]


def test_what_was_done_before_can_be_brought_along(
    app: Flask, claimed: FlaskClient, house: House
) -> None:
    elsewhere = opened(app)
    before = person_of(elsewhere)
    portrait = house.blobs.put(picture(), "image/jpeg", before)
    made = make(elsewhere, portrait=portrait)
    house.journal.call_started("call-1", before, made["id"])
    sign_in(elsewhere, bring=True)
    assert claimed.get("/api/companions").get_json()["companions"][-1]["id"] == made["id"]
    assert claimed.get("/api/calls/call-1").status_code == 200
    brought = claimed.get("/api/companions").get_json()["companions"][-1]
    assert claimed.get(brought["portrait_url"]).content_type == "image/jpeg"
    assert (house.blobs.of(before), len(house.blobs.of(person_of(claimed)))) == ({}, 1)
    elsewhere.post("/api/sign-out")
    assert person_of(elsewhere) != before


def test_nothing_is_brought_from_one_account_to_another(app: Flask, claimed: FlaskClient) -> None:
    other = opened(app)
    claim(other, "bob@example.org")
    assert code_of(sign_in(other, bring=True)) == (403, "not_allowed")


def test_a_cookie_from_before_the_claim_opens_nothing(app: Flask, alice: FlaskClient) -> None:
    cookie = alice.get_cookie("visavis")
    claim(alice)
    thief = app.test_client()
    assert cookie is not None
    thief.set_cookie("visavis", cookie.value)
    assert code_of(thief.get("/api/me")) == (401, "signed_out")


def test_sessions_are_listed_and_ended(app: Flask, claimed: FlaskClient) -> None:
    elsewhere = opened(app)
    elsewhere.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(elsewhere)
    assert elsewhere.get("/api/me").status_code == 200
    sessions = claimed.get("/api/sessions").get_json()["sessions"]
    (other,) = [session for session in sessions if not session["is_here"]]
    assert (other["label"], other["kind"], len(sessions)) == ("Firefox on Linux", "browser", 2)
    assert claimed.delete(f"/api/sessions/{other['id']}").status_code == 204
    assert code_of(elsewhere.get("/api/me")) == (401, "signed_out")
    assert claimed.get("/api/me").status_code == 200
    assert elsewhere.get("/").status_code == 200
    assert elsewhere.get("/api/account").get_json()["account"] is None


def test_nobody_ends_the_session_of_another(app: Flask, claimed: FlaskClient) -> None:
    (session,) = claimed.get("/api/sessions").get_json()["sessions"]
    other = opened(app)
    claim(other, "bob@example.org")
    assert code_of(other.delete(f"/api/sessions/{session['id']}")) == (404, "not_found")
    assert claimed.get("/api/me").status_code == 200


def test_a_new_password_signs_out_everywhere_else(app: Flask, claimed: FlaskClient) -> None:
    elsewhere = opened(app)
    sign_in(elsewhere)
    asked = {"old": "not the old one", "new": "a new and longer one"}
    assert code_of(claimed.put("/api/account/password", json=asked)) == (403, "wrong_password")
    asked["old"] = PASSWORD
    assert claimed.put("/api/account/password", json=asked).status_code == 204
    assert claimed.get("/api/me").status_code == 200
    assert elsewhere.get("/api/me").status_code == 401
    assert code_of(sign_in(opened(app))) == (403, "wrong_password")
    assert sign_in(opened(app), "a new and longer one").status_code == 200


def test_an_email_is_changed_with_the_password(claimed: FlaskClient) -> None:
    asked = {"email": "new@example.org", "password": "not the old one"}
    assert code_of(claimed.patch("/api/account", json=asked)) == (403, "wrong_password")
    asked["password"] = PASSWORD
    changed = claimed.patch("/api/account", json=asked).get_json()["account"]
    assert changed["email"] == "new@example.org"
    assert code_of(claimed.patch("/api/account", json={"password": PASSWORD})) == (400, "bad_input")


def test_a_reset_works_once(
    app: Flask, claimed: FlaskClient, authentication: Authentication
) -> None:
    account = authentication.account(person_of(claimed))
    token = authentication.tokens.reset(account.person_id, account.password_hash)
    asked = {"token": token, "password": "found it in a drawer"}
    browser = opened(app)
    assert browser.post("/api/account/reset", json=asked).status_code == 204
    assert person_of(browser) == account.person_id
    assert claimed.get("/api/me").status_code == 401
    asked["password"] = "and once more again"
    assert code_of(browser.post("/api/account/reset", json=asked)) == (401, "not_signed_in")


def test_admins_see_how_many_and_nobody_else_does(
    claimed: FlaskClient, authentication: Authentication
) -> None:
    assert code_of(claimed.get("/api/admin/people")) == (403, "not_allowed")
    authentication.accounts.change(person_of(claimed), role=Role.ADMIN)
    authentication.session_gate.changed(person_of(claimed))
    assert claimed.get("/api/admin/people").get_json() == {
        "people": 1,
        "accounts": 1,
        "sessions": 1,
        "calls": 0,
        "calls_now": 3,
    }
    assert isinstance(claimed.get("/api/admin/errors").get_json()["providers"], list)
