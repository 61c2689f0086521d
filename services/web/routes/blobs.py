"""Stored files, behind signed links."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response

from services.storage.blobs import LINK_LIFETIME_S, Blobs
from services.web.identity import person_id
from services.web.openapi.operations import FilePart

KINDS = ("image/jpeg", "application/json", "audio/x-wav", "video/mp4")
"""Of portraits, rigs, recordings and films."""


def blueprint(blobs: Blobs) -> Blueprint:
    pages = Blueprint("blobs", __name__)

    @pages.get("/blobs/<link>")
    def blob(link: str) -> Annotated[Response, FilePart(KINDS)]:
        """A file of the person's own; other answers lead to it."""
        found = blobs.follow(link, person_id())
        response = Response(found.content, content_type=found.content_type)
        response.headers["Cache-Control"] = f"private, max-age={LINK_LIFETIME_S}, immutable"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    return pages
