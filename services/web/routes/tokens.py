"""Bearer tokens, for programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from services.errors import BadInput, NotAllowed, NotFound, NotSignedIn, SignedOut, WrongPassword
from services.security.authentication import Authentication
from services.security.passwords import MAX_CHARS
from services.security.tokens import Pair
from services.web import identity
from services.web.openapi import fields, response_types
from services.web.openapi.operations import ANYONE, PROGRAM, VISITOR, Done, Made, Operation, body

MAX_TOKEN_CHARS = 2000
LABEL_CHARS = 60
ISSUE = {
    "email": fields.email,
    "password": fields.secret(most=MAX_CHARS),
    "label": fields.line(most=LABEL_CHARS),
}
REFRESH = {"refresh_token": fields.secret(most=MAX_TOKEN_CHARS)}


def blueprint(authentication: Authentication) -> Blueprint:
    pages = Blueprint("tokens", __name__, url_prefix="/api/tokens")

    @pages.post("")
    @Operation(by=VISITOR, body=ISSUE, refuses=(WrongPassword,))
    def issue() -> Made[response_types.TokensJson]:
        """For e-mail and password, or for whoever is signed in at a browser."""
        asked = body()
        person_id = _person(authentication, asked)
        pair = authentication.issue(person_id, asked.get("label") or "A program")
        return _pair(pair), 201

    @pages.post("/refresh")
    @Operation(by=ANYONE, body=REFRESH, needs=REFRESH, refuses=(NotSignedIn, SignedOut))
    def refresh() -> response_types.TokensJson:
        """The next pair. A refresh token works once; used twice, it ends the session."""
        authentication.limits.take("sign_in", "", identity.address())
        return _pair(authentication.renew(body()["refresh_token"]))

    @pages.delete("")
    @Operation(by=PROGRAM, refuses=(NotFound,))
    def give_back() -> Done:
        """Sign the program out that sends this."""
        program = identity.visitor()
        if not program.by_token:
            raise NotAllowed("only a program gives its tokens back")
        authentication.end(program.person_id, program.session_id)
        return "", 204

    return pages


def _person(authentication: Authentication, asked: dict[str, Any]) -> str:
    if "email" not in asked and "password" not in asked:
        return identity.at_browser().person_id
    if not {"email", "password"} <= asked.keys():
        raise BadInput("email and password go together.")
    return authentication.recognise(asked["email"], asked["password"], identity.address()).person_id


def _pair(pair: Pair) -> response_types.TokensJson:
    return {
        "token_type": "Bearer",
        "access_token": pair.access,
        "expires_in": pair.expires_in_s,
        "refresh_token": pair.refresh,
    }
