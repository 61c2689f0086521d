"""What every response says to the browser about what it may do."""

from __future__ import annotations

from flask import Flask, Response, make_response, redirect, request

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""Content Security Policy. ``'self'`` covers the WebSocket of the same origin."""
DEVICES = "camera=(self), microphone=(self), display-capture=(self), geolocation=()"
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Permissions-Policy": DEVICES,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000"


FOR_MACHINES = ("/health", "/ready", "/metrics")
"""What those in front of the server ask for without encryption."""


def register(app: Flask, *, behind_proxy: bool) -> None:
    @app.before_request
    def to_https() -> Response | None:
        """A proxy that says it was asked over HTTP is asked again over HTTPS."""
        asked_openly = behind_proxy and request.headers.get("X-Forwarded-Proto") == "http"
        if not asked_openly or request.path in FOR_MACHINES:
            return None
        return make_response(redirect(request.url.replace("http://", "https://", 1), 308))

    @app.after_request
    def guard(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
