"""What programs carry instead of a cookie, and what a forgotten password is replaced with."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from services.errors import NotSignedIn

ALGORITHM = "HS256"
ACCESS_LIFETIME_S = 15 * 60
REFRESH_LIFETIME_S = 30 * 24 * 3600
RESET_LIFETIME_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Pair:
    """What a program gets: one token to show, and one to get the next pair with."""

    access: str
    refresh: str
    expires_in_s: int


class Tokens:
    """JSON web tokens, each for one purpose. Every method that reads raises `NotSignedIn`."""

    def __init__(self, secret_key: str, *, access_lifetime_s: int = ACCESS_LIFETIME_S) -> None:
        self._access_lifetime_s = access_lifetime_s
        derived = hmac.digest(secret_key.encode(), b"visavis tokens", hashlib.sha256)
        self._key = OctKey.import_key(derived)

    def pair(self, person_id: str, session_id: str, rotation: int) -> Pair:
        named = {"sub": person_id, "sid": session_id}
        shown = self._made("access", self._access_lifetime_s, **named)
        kept = self._made("refresh", REFRESH_LIFETIME_S, **named, rotation=rotation)
        return Pair(shown, kept, self._access_lifetime_s)

    def access(self, token: str) -> tuple[str, str]:
        """The person and the session that an access token stands for."""
        claims = self._read("access", token)
        return claims["sub"], claims["sid"]

    def refresh(self, token: str) -> tuple[str, str, int]:
        """The person and the session that a refresh token stands for, and its rotation."""
        claims = self._read("refresh", token)
        return claims["sub"], claims["sid"], claims["rotation"]

    def reset(self, person_id: str, password_hash: str) -> str:
        """Lets its holder set a password, once: it fits the one they have now."""
        return self._made("reset", RESET_LIFETIME_S, sub=person_id, was=_print(password_hash))

    def reset_of(self, token: str) -> tuple[str, str]:
        """The person who may set a password, and what `fits_reset` compares."""
        claims = self._read("reset", token)
        return claims["sub"], claims["was"]

    def _made(self, purpose: str, lifetime_s: int, **claims: Any) -> str:
        header = {"alg": ALGORITHM}
        expires = int(time.time()) + lifetime_s
        return jwt.encode(header, {"aud": purpose, "exp": expires, **claims}, self._key)

    def _read(self, purpose: str, token: str) -> dict[str, Any]:
        rules = jwt.JWTClaimsRegistry(
            exp={"essential": True}, aud={"essential": True, "value": purpose}
        )
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
            rules.validate(claims)
        except (JoseError, UnicodeError) as exc:
            raise NotSignedIn(f"no good {purpose} token: {type(exc).__name__}") from exc
        return claims


def fits_reset(was: str, password_hash: str) -> bool:
    """Whether the password is still the one that a reset was made for."""
    return hmac.compare_digest(was, _print(password_hash))


def _print(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]
