"""Who is asking: a random id in the signed session cookie."""

from __future__ import annotations

import os
import re
import secrets
from datetime import timedelta
from pathlib import Path

from flask import Flask, has_request_context, request, session
from flask.sessions import SecureCookieSessionInterface

from services.errors import ConfigError, NotSignedIn
from services.settings import Settings

PERSON = "person"
PERSON_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
REMEMBERED = timedelta(days=365)


class CookieSession(SecureCookieSessionInterface):
    """A cookie that asks for HTTPS exactly when it is set over HTTPS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return has_request_context() and request.is_secure


def register(app: Flask, secret_key: str) -> None:
    """Sign this app's sessions. The cookie is for this site alone and hidden from scripts."""
    app.secret_key = secret_key
    app.session_interface = CookieSession()
    app.config.update(
        SESSION_COOKIE_NAME="visavis",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=REMEMBERED,
    )


def sign_in() -> str:
    """The person's id; someone new gets one. Renews the cookie."""
    person = session.get(PERSON)
    if not _is_id(person):
        person = secrets.token_hex(16)
    session.permanent = True
    session[PERSON] = person
    return str(person)


def person_id() -> str:
    """Who sent this request or Socket.IO event. Raises `NotSignedIn`."""
    person = session.get(PERSON)
    if not _is_id(person):
        raise NotSignedIn()
    return str(person)


def secret_key(settings: Settings) -> str:
    """The key of the settings, or one made on the first run and kept in ``DATA_DIR``.

    Processes that start at once agree on one key. Raises `ConfigError` when it cannot be kept.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret_key"
    try:
        if not path.exists():
            _keep(path, secrets.token_hex(32))
        key = path.read_text().strip()
    except OSError as exc:
        raise ConfigError(f"SECRET_KEY: cannot be kept in {settings.data_dir}") from exc
    if len(key) < 32:
        raise ConfigError(f"SECRET_KEY: {path} holds no key; delete it to get a new one")
    return key


def _keep(path: Path, key: str) -> None:
    """Write the file whole, readable for its owner alone, unless another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w") as writing:
            writing.write(key)
        path.hardlink_to(unfinished)
    except FileExistsError:
        return
    finally:
        unfinished.unlink()


def _is_id(value: object) -> bool:
    return isinstance(value, str) and PERSON_ID.fullmatch(value) is not None
