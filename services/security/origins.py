"""Which website a browser is asking for, and whether that one may."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OWN_SITE = frozenset({"same-origin", "none"})
"""``none`` is what a person does who types the address."""


def is_own(origin: str, host: str) -> bool:
    """Whether an origin is this server's, which the browser reached as ``host``.

    The scheme is not compared: behind a proxy that ends HTTPS it is another one here.
    """
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()


def may_connect(allowed: Collection[str], origin: str | None, request: Mapping[str, str]) -> bool:
    """Whether a page of that origin may open a socket. Programs that are no browser name none.

    ``request`` is WSGI's description of it.
    """
    return origin is None or origin in allowed or is_own(origin, request.get("HTTP_HOST", ""))


def is_forged(method: str, *, site: str | None, origin: str | None, host: str) -> bool:
    """Whether another website may have made a browser send this, cookie and all.

    Every browser since 2023 says so in ``Sec-Fetch-Site``, and all name the ``Origin`` of what
    changes something; what has neither was not sent by a browser.
    Source: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
    """
    if method in SAFE_METHODS:
        return False
    if site is not None:
        return site not in OWN_SITE
    return origin is not None and not is_own(origin, host)
