"""Addresses lead to nothing that a database could not hold."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.web import converters


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("named")
    converters.register(app)
    app.add_url_rule("/name/<name>", "name", lambda name: name)
    app.add_url_rule("/row/<int:number>", "row", lambda number: str(number))
    return FlaskClient(app)


@pytest.mark.parametrize("path", ["/name/a%00b", "/name/%00", "/row/9999999999", "/row/-1"])
def test_what_cannot_be_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_all_else_is_handed_on(client: FlaskClient) -> None:
    assert client.get("/name/%C3%A9 %2B").text == "é +"
    assert client.get(f"/row/{converters.MAX_ROW_ID}").text == str(converters.MAX_ROW_ID)
