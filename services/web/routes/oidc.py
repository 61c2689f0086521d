"""Signing in with an OpenID issuer: it asks who someone is, and says so in a signed token."""

from __future__ import annotations

from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, redirect, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from services.errors import NotAllowed
from services.security import origins
from services.security.authentication import Authentication
from services.settings import Settings
from services.web import cookies, identity
from services.web.routes.accounts import come_in_as

DISCOVERY = "/.well-known/openid-configuration"
"""Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig"""
SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""What an issuer signs with a key of its own; what is shared or missing proves nothing."""
PENDING = "_state_issuer_"
"""How Authlib keeps a state, a nonce and a code verifier in the cookie."""
BROKEN = (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, KeyError)


class SignInFailed(NotAllowed):
    """Signing in there did not work. Please try again."""

    code = "sign_in_failed"


def blueprint(app: Flask, settings: Settings, authentication: Authentication) -> Blueprint:
    pages = Blueprint("oidc", __name__, url_prefix="/sign-in/issuer")
    if not label(settings):
        return pages
    issuer = _issuer(app, settings)

    @pages.get("")
    def leave_for_issuer() -> Response:
        if _asked_elsewhere():
            return redirect("/sign-in")
        cookies.open_page()
        for key in [key for key in session if key.startswith(PENDING)]:
            session.pop(key)
        try:
            there: Response = issuer.authorize_redirect(url_for("oidc.come_back", _external=True))
        except BROKEN as exc:
            raise SignInFailed(type(exc).__name__) from exc
        return there

    _add_way_back(pages, settings, authentication, issuer)
    return pages


def _add_way_back(
    pages: Blueprint, settings: Settings, authentication: Authentication, issuer: Any
) -> None:
    @pages.get("/back")
    def come_back() -> Response:
        authentication.limits.take("sign_in", "", identity.address())
        here = identity.visitor()
        known = _known(issuer, settings.oidc_issuer)
        if here.session_id:
            authentication.accounts.link(here.person_id, settings.oidc_issuer, known["sub"])
        else:
            come_in_as(
                authentication, _person(authentication, here.person_id, settings.oidc_issuer, known)
            )
        return redirect("/account")


def _asked_elsewhere() -> bool:
    """Whether another website leads here: it may have signed this browser in there before, as
    someone who would then have the account of whoever is here.
    """
    return origins.is_forged(
        "POST",
        site=request.headers.get("Sec-Fetch-Site"),
        origin=request.headers.get("Origin"),
        host=request.host,
    )


def label(settings: Settings) -> str:
    """What people call the issuer; empty when there is none."""
    return settings.oidc_label if settings.oidc_issuer and settings.oidc_client_id else ""


def _issuer(app: Flask, settings: Settings) -> Any:
    """Authlib's client, with state, nonce and PKCE."""
    return OAuth(app).register(
        "issuer",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret or None,
        server_metadata_url=settings.oidc_issuer + DISCOVERY,
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": settings.provider_timeout_s,
            **({} if settings.oidc_client_secret else {"token_endpoint_auth_method": "none"}),
        },
    )


def _known(issuer: Any, name: str) -> dict[str, Any]:
    """What the issuer says about whoever came back from it. Raises `SignInFailed`."""
    try:
        offered = issuer.load_server_metadata().get("id_token_signing_alg_values_supported")
        issuer.server_metadata["id_token_signing_alg_values_supported"] = [
            algorithm for algorithm in offered or ("RS256",) if algorithm in SIGNED
        ]
        rules = {"iss": {"essential": True, "values": [name, f"{name}/"]}}
        told = issuer.authorize_access_token(claims_options=rules)
        known: dict[str, Any] = told["userinfo"]
        if not isinstance(known["sub"], str) or not known["sub"]:
            raise SignInFailed("no subject")
    except BROKEN as exc:
        raise SignInFailed(type(exc).__name__) from exc
    return known


def _person(
    authentication: Authentication, anonymous_id: str, issuer: str, known: dict[str, Any]
) -> str:
    """Whose account that is, made of what was done here so far when there is none.

    An e-mail that the issuer has not verified, or that another account has, is left out: it would
    open that account to whoever can make an issuer say it.
    """
    found = authentication.accounts.of_issuer(issuer, known["sub"])
    if found is not None:
        return found.person_id
    email = known.get("email") if known.get("email_verified") is True else ""
    if not isinstance(email, str) or authentication.accounts.of_email(email):
        email = ""
    made = authentication.accounts.claim(anonymous_id, email=email, link=(issuer, known["sub"]))
    return made.person_id
