"""Claiming an account, signing in and out, and where one is signed in."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from services.errors import BadInput, NotAllowed, NotFound
from services.security.desk import Desk
from services.security.identity import Visitor
from services.security.passwords import LONGEST
from services.storage.accounts import Account
from services.storage.sessions import SessionRecord
from services.web import browser, fields, identity
from services.web.devices import label_of

RESET_CHARS = 1000
PASSWORD = fields.secret(most=LONGEST)
CREDENTIALS = {"email": fields.email, "password": PASSWORD}


def blueprint(desk: Desk, *, issuer_label: str) -> Blueprint:
    """``issuer_label`` names the OpenID issuer; empty when there is none."""
    pages = Blueprint("accounts", __name__, url_prefix="/api")
    _add_account(pages, desk, issuer_label)
    _add_changes(pages, desk)
    _add_ways_in(pages, desk)
    _add_sessions(pages, desk)
    return pages


def _add_account(pages: Blueprint, desk: Desk, issuer_label: str) -> None:
    @pages.get("/account")
    def account() -> Response:
        found = desk.accounts.get(identity.person_id())
        return jsonify(account=found and _account(found), issuer=issuer_label or None)

    @pages.post("/account")
    def claim() -> Response:
        asked = fields.whole(CREDENTIALS)
        person = identity.in_person()
        if person.session_id:
            raise BadInput("You have an account already.")
        made = desk.claim(person.person_id, asked["email"], asked["password"], identity.address())
        come_in_as(desk, made.person_id)
        return make_response(jsonify(account=_account(made)), 201)

    @pages.patch("/account")
    def change_email() -> Response:
        person = identity.at_browser()
        asked = fields.body(CREDENTIALS)
        if "email" not in asked:
            raise BadInput("email is missing.")
        changed = desk.change_email(
            person.person_id,
            asked["email"],
            asked.get("password", ""),
            identity.address(),
        )
        return jsonify(account=_account(changed))


def _add_changes(pages: Blueprint, desk: Desk) -> None:
    @pages.put("/account/password")
    def change_password() -> Response:
        person = identity.at_browser()
        asked = fields.body({"old": PASSWORD, "new": PASSWORD})
        desk.change_password(
            person.person_id,
            asked.get("old", ""),
            asked.get("new", ""),
            session_id=person.session_id,
            address=identity.address(),
        )
        return Response(status=204)

    @pages.delete("/account/issuer")
    def disconnect_issuer() -> Response:
        person_id = identity.at_browser().person_id
        for issuer in desk.account(person_id).issuers:
            desk.accounts.unlink(person_id, issuer)
        return jsonify(account=_account(desk.account(person_id)))


def _add_ways_in(pages: Blueprint, desk: Desk) -> None:
    @pages.post("/sign-in")
    def sign_in() -> Response:
        asked = fields.body({**CREDENTIALS, "bring": fields.flag})
        found = desk.recognise(
            asked.get("email", ""), asked.get("password", ""), identity.address()
        )
        if asked.get("bring"):
            _bring(desk, found.person_id)
        come_in_as(desk, found.person_id)
        return jsonify(account=_account(found))

    @pages.post("/sign-out")
    def sign_out() -> Response:
        person = identity.at_browser()
        browser.sign_out()
        desk.end(person.person_id, person.session_id)
        return Response(status=204)

    @pages.post("/account/reset")
    def reset() -> Response:
        asked = fields.whole({"token": fields.secret(most=RESET_CHARS), "password": PASSWORD})
        desk.limits.take("sign_in", "", identity.address())
        come_in_as(desk, desk.reset(asked["token"], asked["password"]))
        return Response(status=204)


def _add_sessions(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/sessions")
    def sessions() -> Response:
        person = identity.at_browser()
        return jsonify(sessions=[_session(kept, person) for kept in desk.listed(person.person_id)])

    @pages.delete("/sessions/<session_id>")
    def end_session(session_id: str) -> Response:
        person = identity.at_browser()
        if session_id == person.session_id:
            raise BadInput("This is where you are: sign out instead.")
        desk.end(person.person_id, session_id)
        return Response(status=204)

    @pages.delete("/sessions")
    def end_other_sessions() -> Response:
        person = identity.at_browser()
        desk.end_others(person.person_id, person.session_id)
        return Response(status=204)


def come_in_as(desk: Desk, person_id: str) -> None:
    """This browser is signed in as that person from here on, and no longer as anyone else."""
    left = identity.said_to_be(), identity.session_id()
    browser.sign_in(person_id, desk.begin(person_id, label_of(request.user_agent.string)))
    if left[1]:
        with suppress(NotFound):
            desk.end(*left)


def _bring(desk: Desk, person_id: str) -> None:
    """What was done in this browser without an account goes with its person."""
    before = identity.visitor()
    if before.session_id or before.by_token:
        raise NotAllowed("only what has no account can be brought into one")
    desk.bring(before.person_id, person_id)
    browser.forget()


def _account(account: Account) -> dict[str, Any]:
    return {
        "email": account.email,
        "role": account.role,
        "has_password": bool(account.password_hash),
        "is_connected": bool(account.issuers),
    }


def _session(record: SessionRecord, person: Visitor) -> dict[str, Any]:
    def shown(moment: datetime) -> str:
        return moment.isoformat()

    return {
        "id": record.id,
        "kind": record.kind,
        "label": record.label,
        "created_at": shown(record.created_at),
        "seen_at": shown(record.seen_at),
        "is_here": record.id == person.session_id,
    }
