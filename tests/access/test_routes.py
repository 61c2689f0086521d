"""Every route, tried by everyone: nobody but Alice reads or changes what is hers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.access.house import MARK, OTHERS, House
from tests.access.routes import OWN, ROUTES, THING, Row


def ask(house: House, client: FlaskClient, route: str, row: Row) -> Any:
    method, _, rule = route.partition(" ")
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: house.things.get(part[1], "none"), rule)
    return client.open(path, method=method, json=row.body, query_string=row.query, buffered=True)


def seen_by_alice(house: House) -> dict[str, object]:
    """All that others may not change."""
    client = house.client("alice")
    answers = {
        route: ask(house, client, route, row)
        for route, row in ROUTES.items()
        if route.startswith("GET") and row.kind in (OWN, THING)
    }
    kept = client.get("/api/sessions").get_json()["sessions"]
    return {
        "session": house.things["session_id"] in {session["id"] for session in kept},
        **{route: answer.text for route, answer in answers.items() if answer.is_json},
    }


def test_every_route_has_a_row(house: House) -> None:
    served = {
        f"{method} {rule.rule}"
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == set(ROUTES), "tests/access/routes.py says how to add one"


@pytest.mark.parametrize("route", ROUTES)
def test_everyone_gets_what_is_theirs(house: House, route: str) -> None:
    row = ROUTES[route]
    changes = not route.startswith("GET")
    before = seen_by_alice(house) if changes else {}
    answers = {who: ask(house, house.client(who), route, row) for who in OTHERS}
    statuses = {who: answer.status_code for who, answer in answers.items()}
    assert statuses == {who: row.expected(who) for who in OTHERS}
    assert [who for who, answer in answers.items() if MARK.encode() in answer.data] == []
    assert (seen_by_alice(house) if changes else {}) == before
    own = ask(house, house.client("alice"), route, row)
    assert own.status_code == row.expected("alice"), own.data
    if changes:
        house.renew()
