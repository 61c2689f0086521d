"""Whom a browser's cookie names, from one sign-in to the next."""

from __future__ import annotations

import secrets

from flask import session

from services.errors import NotSignedIn, StorageError
from services.web import identity
from services.web.identity import PERSON, SESSION, is_id

BEFORE = "before"
"""Who this browser was before it signed in, and is again when it signs out."""


def open_page() -> None:
    """Give whoever opens a page a cookie; someone who was signed out is somebody new.

    A page is for browsers, so a token says nothing here. While the database is away the cookie is
    believed: a page holds nothing of anyone.
    """
    if identity.bearer() is not None:
        return
    try:
        identity.sign_in()
    except NotSignedIn:
        sign_out()
    except StorageError:
        return


def sign_in(person: str, session_id: str) -> None:
    """This browser is that person from here on."""
    if not session.get(SESSION) and session.get(PERSON) != person:
        session[BEFORE] = session.get(PERSON)
    session[PERSON] = person
    session[SESSION] = session_id
    session.permanent = True


def sign_out() -> None:
    """This browser is who it was before it signed in, or somebody new."""
    before = session.get(BEFORE)
    session.clear()
    session[PERSON] = before if is_id(before) else secrets.token_hex(16)
    session.permanent = True


def forget() -> None:
    """Nothing is left of whom this browser was so far."""
    session.clear()
