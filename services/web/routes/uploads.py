"""Files that people bring."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import closing
from typing import Any, cast

from flask import Blueprint, Flask, request

from services import consent
from services.errors import (
    BadInput,
    CompanionError,
    NotFound,
    ProviderError,
    TooLarge,
    TooLittleSpeech,
    UnsupportedFile,
)
from services.security.sandbox import TooDemanding
from services.storage.blobs import QuotaReached
from services.web.identity import person_id
from services.web.media import pictures, sounds, voice_samples
from services.web.media.portraits import Portraits
from services.web.media.recordings import Recordings
from services.web.openapi import fields, response_types
from services.web.openapi.error_responses import kinds_of
from services.web.openapi.operations import Made, Operation, form

MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_REQUEST_BYTES = MAX_FILE_BYTES + 64 * 1024
"""The file and the form around it."""


class NoFile(BadInput):
    """Please choose a file first."""

    code = "no_file"


WHICH = {"voice": fields.line(most=64)}
REFUSALS: Collection[type[CompanionError]] = (
    NoFile, NotFound, UnsupportedFile, TooDemanding, TooLittleSpeech, QuotaReached,
    pictures.EmptyFile, pictures.BrokenPicture, pictures.TooSmall, pictures.TooManyPixels,
    sounds.BrokenSound, sounds.TooLong,
    voice_samples.SampleTooShort, voice_samples.SampleTooLong, voice_samples.SampleTooQuiet,
    voice_samples.SampleClipped,
    voice_samples.NoSpeech, voice_samples.SeveralVoices,
    consent.ConsentMissing, consent.ConsentExpired, consent.ConsentWords, consent.ConsentSpeaker,
    *kinds_of(ProviderError),
)  # fmt: skip


def limit(app: Flask) -> None:
    """Refuse larger requests before they are read."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.config["MAX_FORM_PARTS"] = 20


def blueprint(portraits: Portraits, recordings: Recordings) -> Blueprint:
    pages = Blueprint("uploads", __name__)

    def portrait(person: str, content: bytes) -> response_types.PortraitJson:
        kept = portraits.keep(content, person)
        shown: response_types.PortraitJson = {
            "id": kept.id,
            "url": portraits.blobs.url(kept.id, person),
            "rig_url": portraits.blobs.url(kept.rig_id, person) if kept.rig_id else None,
            "width_px": kept.width_px,
            "height_px": kept.height_px,
        }
        if kept.note:
            shown["note"] = {"code": kept.note.code, "message": kept.note.message}
        return shown

    takers: dict[str, Callable[[str, bytes], Any]] = {
        "portrait": portrait,
        "voice_sample": recordings.sample,
        "consent": lambda person, content: recordings.consent(
            person, form().get("voice", ""), content
        ),
    }

    @pages.post("/upload")
    @Operation(files=tuple(takers), form=WHICH, refuses=REFUSALS)
    def upload() -> Made[response_types.Uploaded]:
        """Bring a portrait, a sample of a voice, or the reading of a consent for that `voice`."""
        person = person_id()
        brought = {name: one_file(name) for name in takers if name in request.files}
        if not brought:
            raise NoFile()
        taken = {name: takers[name](person, content) for name, content in brought.items()}
        return cast(response_types.Uploaded, taken), 201

    return pages


def one_file(name: str) -> bytes:
    """The one file of that name. Raises `NoFile`, `TooLarge`."""
    files = request.files.getlist(name)
    if len(files) != 1 or not files[0].filename:
        raise NoFile()
    with closing(files[0]) as file:
        content: bytes = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge()
    return content
