"""What pages of other websites may do here: nothing, or what the settings let them."""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, Response, request

from services.errors import NotFromHere
from services.security import origins
from services.web import identity

OPEN_TO_OTHERS = ("/api/", "/upload", "/chat", "/reset")
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


def register(app: Flask, allowed: Collection[str]) -> None:
    """Refuse what another website makes a browser send; ``allowed`` ones may use tokens.

    A cookie never counts for them: answers do not allow credentials.
    """

    @app.before_request
    def refuse_forgery() -> None:
        if identity.bearer() is None and origins.is_forged(
            request.method,
            site=request.headers.get("Sec-Fetch-Site"),
            origin=request.headers.get("Origin"),
            host=request.host,
        ):
            raise NotFromHere()

    @app.after_request
    def let_read(response: Response) -> Response:
        if not request.path.startswith(OPEN_TO_OTHERS):
            return response
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin in allowed:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
            if request.method == "OPTIONS":
                response.headers.update(PREFLIGHT)
        return response
