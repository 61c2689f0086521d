"""Who is asking: a person and a session in the signed cookie, or a token that a program carries."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import Flask, current_app, has_request_context, request, session
from flask.sessions import SecureCookieSessionInterface

from services.errors import NotAllowed, NotSignedIn
from services.security.session_gate import SessionGate, Visitor
from services.security.tokens import Tokens
from services.storage.accounts import Role

PERSON = "person"
SESSION = "session"
BY_TOKEN = "by_token"
PERSON_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
REMEMBERED = timedelta(days=365)
BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Checks:
    """What decides who comes in."""

    session_gate: SessionGate
    tokens: Tokens


class CookieSession(SecureCookieSessionInterface):
    """A cookie that asks for HTTPS exactly when it is set over HTTPS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return has_request_context() and request.is_secure


def register(app: Flask, secret_key: str, session_gate: SessionGate, tokens: Tokens) -> None:
    """Sign this app's sessions. The cookie is for this site alone and hidden from scripts."""
    app.secret_key = secret_key
    app.session_interface = CookieSession()
    app.extensions["identity"] = Checks(session_gate, tokens)
    app.config.update(
        SESSION_COOKIE_NAME="visavis",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=REMEMBERED,
    )


def visitor() -> Visitor:
    """Who sent this request or Socket.IO event. Raises `NotSignedIn`, `StorageError`."""
    person, session_id, by_token = _presented()
    if not person:
        raise NotSignedIn()
    return _checks().session_gate.admit(person, session_id, by_token=by_token)


def person_id() -> str:
    """The id of whoever sent this request or Socket.IO event. Raises `NotSignedIn`."""
    return visitor().person_id


def in_person() -> Visitor:
    """Someone at a browser: no program changes who may come in, or what is left of them.

    Raises `NotAllowed` for programs.
    """
    found = visitor()
    if found.by_token:
        raise NotAllowed("a program wants to do what is for its person")
    return found


def at_browser() -> Visitor:
    """Someone signed in to an account at a browser. Raises `NotAllowed` for programs."""
    found = in_person()
    if not found.session_id:
        raise NotSignedIn("there is no account")
    return found


def admin() -> Visitor:
    """Raises `NotAllowed` for everyone else."""
    found = visitor()
    if found.role is not Role.ADMIN:
        raise NotAllowed("not an admin")
    return found


def changed(person: str) -> None:
    """Let the door know that a person's sessions are others now, or none."""
    _checks().session_gate.changed(person)


def said_to_be() -> str:
    """Whom the cookie or token names, not checked any further; empty for nobody."""
    try:
        return _presented()[0]
    except NotSignedIn:
        return ""


def session_id() -> str:
    """The session that this browser signed in with, not checked any further; empty for none."""
    return str(session.get(SESSION) or "")


def sign_in() -> str:
    """The person's id; someone new gets one. Renews the cookie. Raises `NotSignedIn`."""
    if bearer() is None:
        if not is_id(session.get(PERSON)):
            session[PERSON] = secrets.token_hex(16)
        session.permanent = True
    return person_id()


def connect(auth: object) -> None:
    """Let a socket in with the token it brings or, without one, as its cookie says.

    From here on the connection is that person, until their session is over. Raises `NotSignedIn`.
    """
    token = auth.get("token") if isinstance(auth, Mapping) else None
    token = token if isinstance(token, str) else _header()
    if token is not None:
        session[PERSON], session[SESSION] = _checks().tokens.access(token)
        session[BY_TOKEN] = True
    stay()


def stay() -> None:
    """Raises `SignedOut` when whoever is connected may not be any more."""
    if session.get(PERSON):
        visitor()


def bearer() -> str | None:
    """The token of this request; a socket showed its token when it connected."""
    return None if hasattr(request, "sid") else _header()


def is_id(value: object) -> bool:
    """Whether that is a person's id."""
    return isinstance(value, str) and PERSON_ID.fullmatch(value) is not None


def address() -> str:
    """Where this request or event comes from."""
    return request.remote_addr or ""


def _presented() -> tuple[str, str, bool]:
    """Person, session, and whether a token says so. Raises `NotSignedIn` for a bad token."""
    token = bearer()
    if token is not None:
        return *_checks().tokens.access(token), True
    person = session.get(PERSON)
    if not is_id(person):
        return "", "", False
    return str(person), str(session.get(SESSION) or ""), bool(session.get(BY_TOKEN))


def _header() -> str | None:
    header: str = request.headers.get("Authorization", "")
    return header.removeprefix(BEARER).strip() if header.startswith(BEARER) else None


def _checks() -> Checks:
    return cast(Checks, current_app.extensions["identity"])
