"""The description of the API tells of every route what holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from openapi_spec_validator import validate

from services.errors import CompanionError
from services.web.failures import FOR_PROGRAMS
from services.web.openapi import fields
from services.web.openapi.document import document, path_of
from services.web.openapi.error_responses import kinds_of
from services.web.openapi.operations import Operation, body
from tests.access.house import House, open_house
from tests.access.routes import ADMIN, BEGINS, BROWSER, OPEN, OWN, ROUTES, THING

PROTOCOL = Path(__file__).parents[3] / "docs/protocol.md"
WRITTEN = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`\s?]+)")
COOKIE, TOKEN = {"cookie": []}, {"token": []}
WAYS: Mapping[Any, list[list[dict[str, Any]]]] = {
    OPEN: [[], [{}, COOKIE]],
    OWN: [[COOKIE, TOKEN], [COOKIE], [TOKEN]],
    THING: [[COOKIE, TOKEN], [COOKIE]],
    BROWSER: [[COOKIE], [{}, COOKIE]],
    BEGINS: [[{}, COOKIE, TOKEN]],
    ADMIN: [[COOKIE, TOKEN]],
}
"""What may be documented of a route that the access matrix proves to be of that kind."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="module")
def described(server: House) -> Any:
    response = server.app.test_client().get("/api/openapi.json")
    assert response.status_code == 200
    return response.get_json()


def operations(described: Any) -> dict[str, Any]:
    return {
        f"{method.upper()} {path}": operation
        for path, found in described["paths"].items()
        for method, operation in found.items()
    }


def test_it_is_valid(described: Any) -> None:
    validate(described)


def test_it_tells_of_every_route(server: House, described: Any) -> None:
    served = {
        f"{method} {path_of(rule.rule)}"
        for rule in server.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith((*FOR_PROGRAMS, "/blobs"))
    }
    assert served == operations(described).keys()


def test_the_protocol_names_no_route_that_is_not_there(described: Any) -> None:
    named = {(method, _shape(path)) for method, path in WRITTEN.findall(PROTOCOL.read_text())}
    there = {
        (method, _shape(path))
        for method, _, path in (name.partition(" ") for name in operations(described))
    }
    assert len(named) > 30
    assert named - there == set()


def test_every_code_is_that_of_an_error(described: Any) -> None:
    known = {kind.code for kind in kinds_of(CompanionError)}
    told = {code for name in described["components"]["responses"] for code in name.split(".")}
    assert {"bad_input", "not_found", "consent_words", "provider_busy"} < told <= known


def test_operations_have_names_of_their_own(described: Any) -> None:
    ids = [operation["operationId"] for operation in operations(described).values()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("route", [route for route in ROUTES if " /api/" in route])
def test_it_says_who_comes_in_as_the_access_matrix_does(described: Any, route: str) -> None:
    operation = operations(described)[path_of(route)]
    assert operation["security"] in WAYS[ROUTES[route].kind]
    assert (ROUTES[route].kind is OPEN) or "401" in operation["responses"]


def test_it_is_fetched_once(server: House) -> None:
    client = server.app.test_client()
    first = client.get("/api/openapi.json")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get("/api/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_route_has_to_say_what_it_answers() -> None:
    app = Flask("silent")

    @app.get("/api/silent")
    def silent() -> Response:
        return Response("what?")

    with pytest.raises(TypeError):
        document(app)


def test_what_is_documented_is_what_is_checked() -> None:
    app = Flask("small")

    @app.post("/api/name")
    @Operation(body={"name": fields.line(most=5, least=1), "loud": fields.flag}, needs=("name",))
    def name() -> Any:
        return body()

    sent = document(app)["paths"]["/api/name"]["post"]["requestBody"]["content"]
    assert sent["application/json"]["schema"] == {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "maxLength": 5, "minLength": 1, "pattern": r"\S"},
            "loud": {"type": "boolean"},
        },
        "additionalProperties": False,
    }


def _shape(path: str) -> str:
    return re.sub(r"<[^>]*>|\{[^}]*\}", "*", path)
