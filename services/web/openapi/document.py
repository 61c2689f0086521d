"""The description of the API for programs, made of the routes themselves.

Source: https://spec.openapis.org/oas/v3.1.1.html
"""

from __future__ import annotations

import inspect
import json
import re
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from flask import Flask, Response, request
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import Rule

from services.web.converters import MAX_ROW_ID
from services.web.failures import FOR_PROGRAMS
from services.web.openapi import operations, response_types
from services.web.openapi.error_responses import refusals, responses
from services.web.openapi.json_schema import Schema, Shapes
from services.web.openapi.operations import ANYONE, FilePart, Operation, Unchanged, Way

OPENAPI = "3.1.1"
VERSION = "1"
"""Of the API: another one takes something away, or changes what it means."""
ABOUT = """What programs may ask of Visavis. An access token (POST /api/tokens) is shown as
`Authorization: Bearer …`. Whatever goes wrong is answered with a `code` that never changes and a
`message` for a person. Calls go over Socket.IO: docs/protocol.md describes its events."""
DESCRIBED = (*FOR_PROGRAMS, "/blobs/")
LIFETIME_S = 3600
ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
ARGUMENTS: Mapping[str, Schema] = {
    "": {"type": "string", "minLength": 1},
    "int": {"type": "integer", "minimum": 0, "maximum": MAX_ROW_ID},
}
SECURITY = {
    Way.COOKIE: {"type": "apiKey", "in": "cookie", "name": "visavis"},
    Way.TOKEN: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
}
FILE: Schema = {"type": "string", "format": "binary"}
SCHEMAS = "#/components/schemas"
RESPONSES = "#/components/responses"


def register(app: Flask) -> None:
    """Describe the routes that there are by now, and this one."""

    @app.get("/api/openapi.json")
    @Operation(by=ANYONE)
    def openapi() -> Annotated[Response, FilePart(("application/json",))] | Unchanged:
        """This document."""
        response = Response(written, content_type="application/json")
        response.headers["Cache-Control"] = f"public, max-age={LIFETIME_S}"
        response.add_etag()
        response.make_conditional(request)
        return response

    written = json.dumps(document(app), ensure_ascii=False)


def document(app: Flask) -> dict[str, Any]:
    """OpenAPI of all routes for programs. Raises `TypeError` for one that does not say enough."""
    made = _Document(app)
    return {
        "openapi": OPENAPI,
        "info": {"title": "Visavis", "version": VERSION, "description": " ".join(ABOUT.split())},
        "servers": [{"url": "/"}],
        "paths": dict(sorted(made.paths.items())),
        "components": {
            "schemas": dict(sorted(made.shapes.named.items())),
            "responses": dict(sorted(made.refusals.items())),
            "securitySchemes": SECURITY,
        },
    }


def path_of(rule: str) -> str:
    """A route as OpenAPI writes it: ``/calls/{call_id}``."""
    return ARGUMENT.sub(r"{\2}", rule)


class _Document:
    def __init__(self, app: Flask) -> None:
        self.shapes = Shapes(SCHEMAS)
        self.refusals: dict[str, Any] = {}
        self.paths: dict[str, dict[str, Any]] = {}
        for rule in app.url_map.iter_rules():
            if rule.rule.startswith(DESCRIBED):
                view = app.view_functions[rule.endpoint]
                path = self.paths.setdefault(path_of(rule.rule), {})
                for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                    path[method.lower()] = self._operation(rule, method, view)

    def _operation(self, rule: Rule, method: str, view: Any) -> dict[str, Any]:
        operation = operations.of(view)
        return {
            "operationId": "_".join(dict.fromkeys(rule.endpoint.split("."))),
            "tags": [rule.endpoint.partition(".")[0]],
            **_told(view),
            "security": [{} if way is Way.NOTHING else {way: []} for way in operation.by],
            "parameters": [*_arguments(rule.rule), *_asked(operation)],
            **_sent(operation),
            "responses": {**self._answered(view), **self._refused(operation, method, rule)},
        }

    def _answered(self, view: Any) -> dict[str, Any]:
        kind = get_type_hints(view, include_extras=True)["return"]
        kinds = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
        return dict(map(self._answer, kinds))

    def _answer(self, kind: Any) -> tuple[str, dict[str, Any]]:
        """Status and what comes with it."""
        if get_origin(kind) is Annotated:
            files: dict[str, Schema] = {media_type: {} for media_type in get_args(kind)[1].kinds}
            return "200", {"description": "A file.", "content": files}
        status = 200
        if get_origin(kind) is tuple:
            kind, number = get_args(kind)
            status = get_args(number)[0]
        if get_args(kind) == ("",):
            return str(status), {"description": f"{HTTP_STATUS_CODES[status]}."}
        content = {"application/json": {"schema": self.shapes.of(kind)}}
        return str(status), {"description": f"{kind.__name__}.", "content": content}

    def _refused(self, operation: Operation, method: str, rule: Rule) -> dict[str, Any]:
        found = responses(refusals(operation, method, rule), self.shapes.of(response_types.Error))
        for named in found.values():
            self.refusals.update(named)
        return {
            str(status): {"$ref": f"{RESPONSES}/{name}"}
            for status, named in found.items()
            for name in named
        }


def _told(view: Any) -> dict[str, str]:
    """What the docstring says or, without one, the name."""
    name = view.__name__.replace("_", " ").capitalize() + "."
    summary, _, more = (inspect.getdoc(view) or name).partition("\n")
    return {"summary": summary, **({"description": more.strip()} if more else {})}


def _arguments(rule: str) -> Iterator[dict[str, Any]]:
    for converter, name in ARGUMENT.findall(rule):
        yield {"name": name, "in": "path", "required": True, "schema": ARGUMENTS[converter]}


def _asked(operation: Operation) -> Iterator[dict[str, Any]]:
    for name, field in operation.query.items():
        needed = name in operation.needs
        yield {"name": name, "in": "query", "required": needed, "schema": field.schema}


def _sent(operation: Operation) -> dict[str, Any]:
    """The body of requests; empty where there is none."""
    if operation.files:
        texts = {name: field.schema for name, field in operation.form.items()}
        form = _object(dict.fromkeys(operation.files, FILE) | texts, operation)
        return _content("multipart/form-data", form)
    if not operation.body and not operation.message:
        return {}
    fields = {name: field.schema for name, field in operation.body.items()}
    closed = {**_object(fields, operation), "additionalProperties": False}
    return _content("application/json", operation.message or closed)


def _object(properties: Mapping[str, Any], operation: Operation) -> Schema:
    needed = [name for name in properties if name in operation.needs]
    required = {"required": needed} if needed else {}
    return {"type": "object", **required, "properties": properties}


def _content(media_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}
