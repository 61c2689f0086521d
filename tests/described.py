"""Clients that hold every answer to the description of the API."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from services.web.openapi.document import document, path_of

_descriptions: dict[frozenset[str], Description] = {}
"""By the rules of an app: tests make the same one again and again."""


class StrictClient(FlaskClient):
    """Fails where a route for programs answers with what is not documented."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        response = super().open(*args, **options)
        description_of(self.application).check(self.application, response)
        return response


class Description:
    """The document, in which no answer may have more fields than are named."""

    def __init__(self, app: Flask) -> None:
        self._document = document(app)
        for schema in self._document["components"]["schemas"].values():
            schema["additionalProperties"] = False
        self._validators: dict[str, Any] = {}

    def check(self, app: Flask, response: TestResponse) -> None:
        operation = self._operation(app, response)
        if operation is None:
            return
        what = f"{operation['operationId']} {response.status_code} {response.data[:300]!r}"
        answer = self._resolved(operation["responses"].get(str(response.status_code)))
        assert answer is not None, f"not documented: {what}"
        if not response.data:
            return
        content = answer.get("content", {})
        assert response.mimetype in content, f"documented with another type: {what}"
        if schema := content[response.mimetype].get("schema"):
            wrong = self._validator(schema).iter_errors(response.get_json())
            assert [error.message for error in wrong] == [], f"documented otherwise: {what}"

    def _operation(self, app: Flask, response: TestResponse) -> dict[str, Any] | None:
        """None for a request that no documented route answers."""
        method, path = response.request.method, response.request.path
        try:
            rule, _ = app.url_map.bind("localhost").match(path, method, return_rule=True)
        except HTTPException:
            return None
        operations = self._document["paths"].get(path_of(rule.rule), {})
        found: dict[str, Any] | None = operations.get(method.lower())
        return found

    def _resolved(self, answer: dict[str, str] | None) -> Any:
        if answer and "$ref" in answer:
            return self._document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        return answer

    def _validator(self, schema: dict[str, Any]) -> Any:
        key = str(schema)
        if key not in self._validators:
            whole = {**schema, "components": self._document["components"]}
            self._validators[key] = jsonschema_rs.validator_for(whole)
        return self._validators[key]


def description_of(app: Flask) -> Description:
    rules = frozenset(rule.rule for rule in app.url_map.iter_rules())
    if rules not in _descriptions:
        _descriptions[rules] = Description(app)
    return _descriptions[rules]
