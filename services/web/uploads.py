"""Files that people bring."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, make_response, request

from services.contracts import Rigger
from services.domain import Rig
from services.errors import BadInput, CompanionError, ProviderError, TooLarge
from services.offload import Offload
from services.storage.blobs import Blobs
from services.storage.companions import RIG_TYPE
from services.web.identity import person_id
from services.web.pictures import portrait_from
from services.web.recordings import Recordings

LARGEST_FILE_BYTES = 16 * 1024 * 1024
LARGEST_REQUEST_BYTES = LARGEST_FILE_BYTES + 64 * 1024
"""The file and the form around it."""


class SeveralFaces(BadInput):
    """There are several faces in that picture. The largest one will speak."""

    code = "several_faces"


class NoFile(BadInput):
    """Please choose a file first."""

    code = "no_file"


def limit(app: Flask) -> None:
    """Refuse larger requests before they are read."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST_BYTES
    app.config["MAX_FORM_PARTS"] = 20


def blueprint(
    blobs: Blobs, rigger: Rigger, recordings: Recordings, *, offload: Offload
) -> Blueprint:
    """``offload`` decodes pictures: better not the one the database waits for."""
    pages = Blueprint("uploads", __name__)
    takers: dict[str, Callable[[str, bytes], dict[str, Any]]] = {
        "portrait": lambda person, content: _portrait(person, content, blobs, rigger, offload),
        "voice_sample": recordings.sample,
        "consent": lambda person, content: recordings.consent(
            person, request.form.get("voice", ""), content
        ),
    }

    @pages.post("/upload")
    def upload() -> Response:
        person = person_id()
        brought = {name: _file(name) for name in takers if name in request.files}
        if not brought:
            raise NoFile()
        taken = {name: takers[name](person, content) for name, content in brought.items()}
        return make_response(jsonify(taken), 201)

    return pages


def _portrait(
    person: str, content: bytes, blobs: Blobs, rigger: Rigger, offload: Offload
) -> dict[str, Any]:
    portrait = offload(lambda: portrait_from(content))
    rig, note = _rigged(portrait.jpeg, rigger)
    blob_id = blobs.put(portrait.jpeg, "image/jpeg", person)
    rig_id = blobs.put_beside(blob_id, rig.json, RIG_TYPE) if rig else ""
    return {
        "id": blob_id,
        "url": blobs.url(blob_id, person),
        "rig_url": blobs.url(rig_id, person) if rig_id else None,
        "width_px": portrait.width_px,
        "height_px": portrait.height_px,
        **({"note": {"code": note.code, "message": note.message}} if note else {}),
    }


def _rigged(jpeg: bytes, rigger: Rigger) -> tuple[Rig | None, CompanionError | None]:
    """The portrait's rig, and what the person should know; without a rig it stays still."""
    try:
        rig = rigger.rig(jpeg)
    except (BadInput, ProviderError) as reason:
        return None, reason
    return rig, SeveralFaces() if rig.faces > 1 else None


def _file(name: str) -> bytes:
    """The one file of that name. Raises `NoFile`, `TooLarge`."""
    files = request.files.getlist(name)
    if len(files) != 1 or not files[0].filename:
        raise NoFile()
    with closing(files[0]) as file:
        content: bytes = file.read(LARGEST_FILE_BYTES + 1)
    if len(content) > LARGEST_FILE_BYTES:
        raise TooLarge()
    return content
