"""Companions taken along: copied, exported as a file, imported from one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Annotated

from flask import Blueprint, Response

from services.cards import archive, files
from services.cards.card import Card, ImportedCard, NoCompanion
from services.domain import Persona, Voice
from services.errors import BadInput
from services.offload import Offload
from services.storage.blobs import QuotaReached
from services.storage.companions import DEFAULTS, CompanionCard, Companions, Wishes
from services.web.identity import person_id
from services.web.media.portraits import Portraits
from services.web.openapi import response_types
from services.web.openapi.operations import FilePart, Made, Operation
from services.web.routes.companions import Voices, offered, shown
from services.web.routes.uploads import NoFile, one_file

UNSAFE = re.compile(r"[^A-Za-z0-9 _-]+")


def blueprint(
    companions: Companions,
    portraits: Portraits,
    *,
    personas: Mapping[str, Persona],
    voices: Voices,
    offload: Offload,
) -> Blueprint:
    """``offload`` reads files: there may be much in them."""
    pages = Blueprint("companion_files", __name__, url_prefix="/api/companions")
    _add_ways_out(pages, companions)
    _add_way_in(pages, companions, portraits, personas, voices, offload)
    return pages


def _add_ways_out(pages: Blueprint, companions: Companions) -> None:
    @pages.post("/<companion_id>/duplicate")
    @Operation(refuses=(BadInput, QuotaReached))
    def duplicate(companion_id: str) -> Made[response_types.CompanionJson]:
        copied = companions.duplicate(person_id(), companion_id)
        return shown(copied), 201

    @pages.get("/<companion_id>/export")
    def export(companion_id: str) -> Annotated[Response, FilePart(("application/zip",))]:
        """A companion as a file, as docs/companion-files.md says."""
        person = person_id()
        companion = companions.card(person, companion_id)
        jpeg, face = companions.portrait(person, companion_id)
        content = archive.packed(_card_of(companion, face), jpeg)
        name = UNSAFE.sub("", companion.name).strip() or "companion"
        response = Response(content, content_type="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.visavis.zip"'
        return response


def _add_way_in(
    pages: Blueprint,
    companions: Companions,
    portraits: Portraits,
    personas: Mapping[str, Persona],
    voices: Voices,
    offload: Offload,
) -> None:
    @pages.post("/import")
    @Operation(files=("file",), needs=("file",), refuses=(NoFile, NoCompanion))
    def bring() -> Made[response_types.ImportedJson]:
        """Make a companion of an archive, or of a character card."""
        person = person_id()
        content = one_file("file")
        imported = offload(lambda: files.read(content))
        card, notes = _within_reach(imported.card, personas, offered(voices, person))
        portrait, said = _kept(portraits, imported, person)
        wishes = Wishes(**{name: getattr(card, name) for name in _TAKEN}, portrait=portrait)
        made = companions.add(person, wishes)
        said = [*imported.notes, *notes, *said]
        return {"companion": shown(made), "notes": said}, 201


_TAKEN = tuple(field.name for field in fields(Card) if field.name != "face")


def _card_of(companion: CompanionCard, face: str) -> Card:
    return Card(**{name: getattr(companion, name) for name in _TAKEN}, face=face)


def _within_reach(
    card: Card, personas: Mapping[str, Persona], voices: Sequence[Voice]
) -> tuple[Card, list[str]]:
    """The card with a persona and a voice that there are here."""
    notes = []
    if card.persona not in personas:
        card = replace(card, persona=next(iter(personas)))
    if voices and card.voice not in {voice.id for voice in voices}:
        if card.voice:
            notes.append("Their voice is not offered here: they speak with another one.")
        card = replace(card, voice=voices[0].id)
    return card, notes


def _kept(portraits: Portraits, imported: ImportedCard, person: str) -> tuple[str, list[str]]:
    """The portrait's blob id or whose face it is, and what the person should know of it."""
    if not imported.picture:
        faces = {companion.id for companion in DEFAULTS}
        return imported.card.face if imported.card.face in faces else "", []
    try:
        portrait = portraits.keep(imported.picture, person)
    except BadInput as error:
        return "", [error.message]
    return portrait.id, [portrait.note.message] if portrait.note else []
