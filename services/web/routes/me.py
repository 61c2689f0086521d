"""What a person has chosen for themselves."""

from __future__ import annotations

import math

from flask import Blueprint

from services.domain import PauseTolerance, Person
from services.storage.people import People
from services.web.identity import person_id
from services.web.openapi import fields, response_types
from services.web.openapi.operations import Operation, body

NAME_CHARS = 40
MAX_USD = 1000.0
MAX_DAYS = 3650

PERSON = {
    "name": fields.line(most=NAME_CHARS),
    "pause_tolerance": fields.one_of(PauseTolerance),
    "keeps_voice": fields.flag,
    "model": fields.model,
    "cost_cap_usd": fields.limit(most=MAX_USD),
    "keep_days": fields.days(most=MAX_DAYS),
}


def blueprint(people: People) -> Blueprint:
    pages = Blueprint("me", __name__, url_prefix="/api")

    @pages.get("/me")
    def me() -> response_types.Me:
        return _person(people.get(person_id()))

    @pages.patch("/me")
    @Operation(body=PERSON)
    def change_me() -> response_types.Me:
        person = person_id()
        return _person(people.change(person, **body()))

    return pages


def _person(person: Person) -> response_types.Me:
    return {
        "name": person.name,
        "pause_tolerance": person.pause_tolerance,
        "keeps_voice": person.keeps_voice,
        "model": person.model,
        "keep_days": person.keep_days,
        "cost_cap_usd": None if math.isinf(person.cost_cap_usd) else person.cost_cap_usd,
    }
