"""Companions: everyone to call, and a person's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import cast

from flask import Blueprint

from services.cards import card
from services.domain import Persona, Voice
from services.errors import BadInput, ProviderError
from services.storage.companions import CompanionCard, Companions, Wishes
from services.web.identity import person_id
from services.web.openapi import fields, response_types
from services.web.openapi.operations import Done, Made, Operation, body

SHOWN_EXAMPLES = 3

Voices = Callable[[str], Sequence[Voice]]
"""Those that a person may choose from; may raise `ProviderError`."""

COMPANION = {
    "name": fields.line(most=card.NAME_CHARS, least=1),
    "persona": fields.line(most=64, least=1),
    "voice": fields.line(most=128, least=1),
    "portrait": fields.line(most=128),
    "greeting": fields.line(most=card.GREETING_CHARS),
    "description": fields.paragraph(most=card.DESCRIPTION_CHARS),
    "boundaries": fields.paragraph(most=card.BOUNDARIES_CHARS),
    "language": fields.language,
    "pace": fields.number(least=card.SLOWEST, most=card.FASTEST),
}


def blueprint(
    companions: Companions, *, personas: Mapping[str, Persona], voices: Voices
) -> Blueprint:
    """``voices`` may raise `ProviderError`: then there are none to choose from for now."""
    pages = Blueprint("companions", __name__, url_prefix="/api")

    @pages.get("/companions")
    def choices() -> response_types.Choices:
        """Everyone to call, and what a companion may be made of."""
        return {
            "companions": [shown(each) for each in companions.listed(person_id())],
            "personas": [_persona(name, persona) for name, persona in personas.items()],
            "voices": [_voice(voice) for voice in offered(voices, person_id())],
        }

    @pages.post("/companions")
    @Operation(body=COMPANION, needs=("name",))
    def make_companion() -> Made[response_types.CompanionJson]:
        person = person_id()
        wishes = Wishes(**body())
        _check_voice(wishes, voices)
        return shown(companions.add(person, wishes)), 201

    @pages.patch("/companions/<companion_id>")
    @Operation(body=COMPANION)
    def change_companion(companion_id: str) -> response_types.CompanionJson:
        person = person_id()
        wishes = Wishes(**body())
        _check_voice(wishes, voices)
        return shown(companions.change(person, companion_id, wishes))

    @pages.delete("/companions/<companion_id>")
    def remove_companion(companion_id: str) -> Done:
        companions.remove(person_id(), companion_id)
        return "", 204

    return pages


def offered(voices: Voices, person: str) -> Sequence[Voice]:
    """None while whoever speaks cannot be asked for them."""
    try:
        return voices(person)
    except ProviderError:
        return ()


def _check_voice(wishes: Wishes, voices: Voices) -> None:
    """A voice must be one that is offered; while none is, anything may be wished for."""
    if wishes.voice is None:
        return
    known = {voice.id for voice in offered(voices, person_id())}
    if known and wishes.voice not in known:
        raise BadInput("voice: there is no such voice.")


def shown(companion: CompanionCard) -> response_types.CompanionJson:
    return cast(
        response_types.CompanionJson, {**asdict(companion), "rig_url": companion.rig_url or None}
    )


def _persona(name: str, persona: Persona) -> response_types.PersonaJson:
    """What the chat model is told, turned from "You are a …" into a description of someone."""
    description = persona.description.removeprefix("You are ")
    return {
        "id": name,
        "label": name[:1].upper() + name[1:],
        "description": description[:1].upper() + description[1:],
        "examples": [
            {"said": said, "answer": answer.partition(": ")[2]}
            for said, answer in persona.examples[:SHOWN_EXAMPLES]
        ],
    }


def _voice(voice: Voice) -> response_types.VoiceChoice:
    return {
        "id": voice.id,
        "label": voice.label,
        "language": voice.language,
        "kind": voice.kind,
    }
