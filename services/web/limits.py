"""Requests are counted before anything else is done about them."""

from __future__ import annotations

from flask import Flask, request

from services.security.limits import Limits
from services.web import identity

NOT_COUNTED = ("/static/", "/vendor/", "/health", "/ready", "/metrics")


def register(app: Flask, limits: Limits) -> None:
    @app.before_request
    def count() -> None:
        if request.path.startswith(NOT_COUNTED):
            return
        person, address = identity.said_to_be(), identity.address()
        limits.take("requests", person, address)
        if request.mimetype == "multipart/form-data":
            limits.take("uploads", person, address)
