"""An OpenID issuer that asks nobody and signs what it says. It checks what an issuer checks."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.vendors.server import Reply, Request, Vendor

CLIENT = "visavis"
Claims = dict[str, Any]


class Issuer(Vendor):
    """Whoever comes is `person`; ``forge`` may change what is said of them, or who signs it."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.person: Claims = {
            "sub": "ada-at-issuer",
            "email": "ada@example.org",
            "email_verified": True,
        }
        self.forge: Callable[[Claims], Claims] = lambda claims: claims
        self.own_key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.signing_key = self.own_key
        self.redirect_uri = "http://localhost/sign-in/issuer/back"
        self._codes: dict[str, dict[str, str]] = {}
        self._routes = {
            "/.well-known/openid-configuration": self._discovery,
            "/authorize": self._authorize,
            "/token": self._token,
            "/keys": self._keys,
        }

    def settings(self) -> dict[str, str]:
        return {
            "OIDC_ISSUER": self.url,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": self.key,
            "OIDC_LABEL": "Testers United",
        }

    def answer(self, request: Request) -> Reply:
        route = self._routes.get(request.path)
        return route(request) if route else self.error(404, code="not_found")

    def error(
        self, status: int, *, code: str = "", message: str = "", headers: Any = None
    ) -> Reply:
        return Reply.of({"error": code, "error_description": message}, status, headers)

    def _discovery(self, request: Request) -> Reply:
        return Reply.of(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
        )

    def _keys(self, request: Request) -> Reply:
        return Reply.of({"keys": [self.own_key.as_dict(private=False)]})

    def _authorize(self, request: Request) -> Reply:
        asked = request.query
        wanted = {
            "client_id": CLIENT,
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "code_challenge_method": "S256",
        }
        wrong = {name for name, value in wanted.items() if asked.get(name) != value}
        missing = {"state", "nonce", "code_challenge"} - asked.keys()
        if wrong or missing or "openid" not in asked.get("scope", "").split():
            return self.error(400, code="invalid_request", message=f"{wrong} {missing}")
        code = secrets.token_urlsafe(16)
        self._codes[code] = dict(asked)
        back = urlencode({"code": code, "state": asked["state"]})
        return Reply(status=302, headers={"Location": f"{self.redirect_uri}?{back}"})

    def _token(self, request: Request) -> Reply:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        basic = base64.b64encode(f"{CLIENT}:{self.key}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return self.error(401, code="invalid_client")
        asked = self._codes.pop(form.get("code", ""), None)
        if (
            asked is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or _challenge(form.get("code_verifier", "")) != asked["code_challenge"]
        ):
            return self.error(400, code="invalid_grant")
        signed = self._signed(asked["nonce"])
        return Reply.of({"access_token": "opaque", "token_type": "Bearer", "id_token": signed})

    def _signed(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.person,
        }
        return jwt.encode({"alg": "RS256", "kid": "one"}, self.forge(claims), self.signing_key)


def _challenge(verifier: str) -> str:
    """Source: RFC 7636, 4.2."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
