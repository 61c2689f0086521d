"""The pages, and what npm brings for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, send_from_directory

from services.errors import NotFound
from services.web import cookies, identity

VENDOR = frozenset(
    {
        "socket.io-client/dist/socket.io.esm.min.js",
        "socket.io-client/dist/socket.io.esm.min.js.map",
        "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
        "@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2",
    }
)
"""All of ``node_modules`` that leaves this machine."""
ROOMS = {
    "companions": "Companions",
    "voices": "Voices",
    "memory": "Memory",
    "calls": "Calls",
    "settings": "Settings",
    "privacy": "Privacy",
}
"""Title of each page beside the call, by its path; its template and its script have that name."""
ASIDE = {"sign-in": "Sign in", "account": "Account"}
"""Pages that the header leads to in another way."""


def blueprint(node_modules: Path) -> Blueprint:
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def page() -> Response:
        return _shown("call.html")

    for room, title in {**ROOMS, **ASIDE}.items():
        pages.add_url_rule(
            f"/{room}", room, partial(_shown, f"{room}.html", room=room, title=title)
        )

    @pages.app_context_processor
    def navigation() -> dict[str, object]:
        here = "account" if identity.session_id() else "sign-in"
        return {
            "rooms": [("/", "Call"), *((f"/{room}", name) for room, name in ROOMS.items())],
            "door": (f"/{here}", ASIDE[here]),
        }

    @pages.get("/vendor/<path:file>")
    def vendor(file: str) -> Response:
        if file not in VENDOR:
            raise NotFound("vendor file")
        return send_from_directory(node_modules, file)

    return pages


def _shown(template: str, **values: str) -> Response:
    cookies.open_page()
    response = make_response(render_template(template, **values))
    response.headers["Cache-Control"] = "no-cache, private"
    return response
