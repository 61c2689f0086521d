"""The page, and what npm brings for it."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, send_from_directory

from services.errors import NotFound
from services.web.identity import sign_in

VENDOR = frozenset(
    {
        "socket.io-client/dist/socket.io.esm.min.js",
        "socket.io-client/dist/socket.io.esm.min.js.map",
        "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
        "@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2",
    }
)
"""All of ``node_modules`` that leaves this machine."""


def blueprint(node_modules: Path) -> Blueprint:
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def page() -> Response:
        sign_in()
        response = make_response(render_template("call.html"))
        response.headers["Cache-Control"] = "no-cache, private"
        return response

    @pages.get("/vendor/<path:file>")
    def vendor(file: str) -> Response:
        if file not in VENDOR:
            raise NotFound("vendor file")
        return send_from_directory(node_modules, file)

    return pages
