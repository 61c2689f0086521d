"""Claiming an account, signing in and out."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, request

from services.errors import (
    AlreadyTaken,
    BadInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    SignedOut,
    WeakPassword,
    WrongPassword,
)
from services.security.authentication import Authentication
from services.security.passwords import MAX_CHARS
from services.storage.accounts import Account
from services.storage.blobs import QuotaReached
from services.web import cookies, identity
from services.web.openapi import fields, response_types
from services.web.openapi.operations import ANYONE, BROWSER, VISITOR, Done, Made, Operation, body
from services.web.user_agent import label_of

RESET_CHARS = 1000
PASSWORD = fields.secret(most=MAX_CHARS)
CREDENTIALS = {"email": fields.email, "password": PASSWORD}
SIGN_IN = {**CREDENTIALS, "bring": fields.flag}
CHANGE = {"old": PASSWORD, "new": PASSWORD}
RESET = {"token": fields.secret(most=RESET_CHARS), "password": PASSWORD}


def blueprint(authentication: Authentication, *, issuer_label: str) -> Blueprint:
    """``issuer_label`` names the OpenID issuer; empty when there is none."""
    pages = Blueprint("accounts", __name__, url_prefix="/api")
    _add_account(pages, authentication, issuer_label)
    _add_changes(pages, authentication)
    _add_password(pages, authentication)
    _add_ways_in(pages, authentication)
    return pages


def _add_account(pages: Blueprint, authentication: Authentication, issuer_label: str) -> None:
    @pages.get("/account")
    def account() -> response_types.MaybeAccount:
        found = authentication.accounts.get(identity.person_id())
        return {"account": _account(found) if found else None, "issuer": issuer_label or None}

    @pages.post("/account")
    @Operation(
        by=BROWSER, body=CREDENTIALS, needs=CREDENTIALS, refuses=(WeakPassword, AlreadyTaken)
    )
    def claim() -> Made[response_types.MyAccount]:
        """Make an account of what was done in this browser."""
        asked = body()
        person = identity.in_person()
        if person.session_id:
            raise BadInput("You have an account already.")
        made = authentication.claim(
            person.person_id, asked["email"], asked["password"], identity.address()
        )
        come_in_as(authentication, made.person_id)
        return {"account": _account(made)}, 201


def _add_changes(pages: Blueprint, authentication: Authentication) -> None:
    @pages.patch("/account")
    @Operation(
        by=BROWSER, body=CREDENTIALS, needs=("email",), refuses=(WrongPassword, AlreadyTaken)
    )
    def change_email() -> response_types.MyAccount:
        person = identity.at_browser()
        asked = body()
        email, password = asked["email"], asked.get("password", "")
        changed = authentication.change_email(person.person_id, email, password, identity.address())
        return {"account": _account(changed)}

    @pages.delete("/account/issuer")
    @Operation(by=BROWSER, refuses=(BadInput, NotFound))
    def disconnect_issuer() -> response_types.MyAccount:
        person_id = identity.at_browser().person_id
        for issuer in authentication.account(person_id).issuers:
            authentication.accounts.unlink(person_id, issuer)
        return {"account": _account(authentication.account(person_id))}


def _add_password(pages: Blueprint, authentication: Authentication) -> None:
    @pages.put("/account/password")
    @Operation(by=BROWSER, body=CHANGE, refuses=(WrongPassword, WeakPassword, NotFound))
    def change_password() -> Done:
        """Set another password, and sign out everywhere else."""
        person = identity.at_browser()
        asked = body()
        authentication.change_password(
            person.person_id,
            asked.get("old", ""),
            asked.get("new", ""),
            session_id=person.session_id,
            address=identity.address(),
        )
        return "", 204


def _add_ways_in(pages: Blueprint, authentication: Authentication) -> None:
    @pages.post("/sign-in")
    @Operation(by=VISITOR, body=SIGN_IN, refuses=(WrongPassword, QuotaReached))
    def sign_in() -> response_types.MyAccount:
        """Sign this browser in; `bring` takes along what was done in it before."""
        asked = body()
        found = authentication.recognise(
            asked.get("email", ""), asked.get("password", ""), identity.address()
        )
        if asked.get("bring"):
            _bring(authentication, found.person_id)
        come_in_as(authentication, found.person_id)
        return {"account": _account(found)}

    @pages.post("/sign-out")
    @Operation(by=BROWSER, refuses=(NotFound,))
    def sign_out() -> Done:
        person = identity.at_browser()
        cookies.sign_out()
        authentication.end(person.person_id, person.session_id)
        return "", 204

    @pages.post("/account/reset")
    @Operation(by=ANYONE, body=RESET, needs=RESET, refuses=(NotSignedIn, SignedOut, WeakPassword))
    def reset() -> Done:
        """Set a new password with the token of a link."""
        asked = body()
        authentication.limits.take("sign_in", "", identity.address())
        come_in_as(authentication, authentication.reset(asked["token"], asked["password"]))
        return "", 204


def come_in_as(authentication: Authentication, person_id: str) -> None:
    """This browser is signed in as that person from here on, and no longer as anyone else."""
    left = identity.said_to_be(), identity.session_id()
    cookies.sign_in(person_id, authentication.begin(person_id, label_of(request.user_agent.string)))
    if left[1]:
        with suppress(NotFound):
            authentication.end(*left)


def _bring(authentication: Authentication, person_id: str) -> None:
    """What was done in this browser without an account goes with its person."""
    before = identity.visitor()
    if before.session_id or before.by_token:
        raise NotAllowed("only what has no account can be brought into one")
    authentication.bring(before.person_id, person_id)
    cookies.forget()


def _account(account: Account) -> response_types.OwnAccount:
    return {
        "email": account.email,
        "role": account.role,
        "has_password": bool(account.password_hash),
        "is_connected": bool(account.issuers),
    }
