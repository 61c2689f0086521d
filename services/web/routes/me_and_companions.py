"""People's own data, as JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import cast

from flask import Blueprint

from services.cards import card
from services.domain import PauseTolerance, Person, Persona, Voice
from services.errors import BadInput, ProviderError
from services.storage.calls import CallRecord
from services.storage.companions import CompanionCard, Companions, Wishes
from services.storage.journal import DatabaseJournal
from services.storage.people import People
from services.web.identity import person_id
from services.web.openapi import fields, response_types
from services.web.openapi.operations import Done, Made, Operation, body

MOST_CALLS = 100
SHOWN_EXAMPLES = 3
NAME_CHARS = 40
MOST_USD = 1000.0
LONGEST_DAYS = 3650

Voices = Callable[[str], Sequence[Voice]]
"""Those that a person may choose from; may raise `ProviderError`."""

PERSON = {
    "name": fields.line(most=NAME_CHARS),
    "pause_tolerance": fields.one_of(PauseTolerance),
    "keeps_voice": fields.flag,
    "model": fields.model,
    "cost_cap_usd": fields.limit(most=MOST_USD),
    "keep_days": fields.days(most=LONGEST_DAYS),
}
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
    people: People,
    companions: Companions,
    journal: DatabaseJournal,
    *,
    personas: Mapping[str, Persona],
    voices: Voices,
) -> Blueprint:
    """``voices`` may raise `ProviderError`: then there are none to choose from for now."""
    pages = Blueprint("api", __name__, url_prefix="/api")
    _add_me(pages, people)
    _add_companions(pages, companions, personas, voices)
    _add_calls(pages, journal)
    return pages


def _add_me(pages: Blueprint, people: People) -> None:
    @pages.get("/me")
    def me() -> response_types.Me:
        return _person(people.get(person_id()))

    @pages.patch("/me")
    @Operation(body=PERSON)
    def change_me() -> response_types.Me:
        person = person_id()
        return _person(people.change(person, **body()))


def _add_companions(
    pages: Blueprint, companions: Companions, personas: Mapping[str, Persona], voices: Voices
) -> None:
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
    def make_companion() -> Made[response_types.Companion]:
        person = person_id()
        wishes = Wishes(**body())
        _check_voice(wishes, voices)
        return shown(companions.add(person, wishes)), 201

    @pages.patch("/companions/<companion_id>")
    @Operation(body=COMPANION)
    def change_companion(companion_id: str) -> response_types.Companion:
        person = person_id()
        wishes = Wishes(**body())
        _check_voice(wishes, voices)
        return shown(companions.change(person, companion_id, wishes))

    @pages.delete("/companions/<companion_id>")
    def remove_companion(companion_id: str) -> Done:
        companions.remove(person_id(), companion_id)
        return "", 204


def _add_calls(pages: Blueprint, journal: DatabaseJournal) -> None:
    @pages.get("/calls")
    def calls() -> response_types.CallList:
        kept = journal.calls_of(person_id(), limit=MOST_CALLS)
        return {"calls": [_call(call) for call in kept]}

    @pages.get("/calls/<call_id>")
    def call(call_id: str) -> response_types.CallWithMessages:
        """A call with all that was said, and as far as it was heard."""
        record = journal.call_record(person_id(), call_id)
        messages: list[response_types.Message] = [
            {
                "turn": message.turn,
                "speaker": message.speaker,
                "text": message.text,
                "heard_text": message.heard_text,
                "interrupted": message.interrupted,
            }
            for message in record.messages
        ]
        return {**_call(record), "messages": messages}


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


def _person(person: Person) -> response_types.Me:
    return {
        "name": person.name,
        "pause_tolerance": person.pause_tolerance,
        "keeps_voice": person.keeps_voice,
        "model": person.model,
        "keep_days": person.keep_days,
        "cost_cap_usd": None if math.isinf(person.cost_cap_usd) else person.cost_cap_usd,
    }


def shown(companion: CompanionCard) -> response_types.Companion:
    return cast(
        response_types.Companion, {**asdict(companion), "rig_url": companion.rig_url or None}
    )


def _persona(name: str, persona: Persona) -> response_types.Persona:
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


def _call(record: CallRecord) -> response_types.Call:
    return {
        "id": record.id,
        "started_at": record.started_at.isoformat(),
        "ended_at": record.ended_at.isoformat() if record.ended_at else None,
        "companion": {"name": record.companion_name},
        "usage": cast(response_types.Bill | None, record.usage),
    }
