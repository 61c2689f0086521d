"""What a route may answer instead, as far as it follows from what the route declares."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from werkzeug.routing import Rule

from services.errors import (
    BadInput,
    CompanionError,
    NotAllowed,
    NotFound,
    NotFromHere,
    NotSignedIn,
    SignedOut,
    StorageError,
    TooLarge,
    TooManyRequests,
)
from services.web.limits import NOT_COUNTED
from services.web.openapi.json_schema import Schema
from services.web.openapi.operations import Operation, Way

Kind = type[CompanionError]
RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer"}}


def kinds_of(kind: Kind) -> tuple[Kind, ...]:
    """All errors of a branch of the tree, itself left out."""
    below = kind.__subclasses__()
    return (*below, *(each for one in below for each in kinds_of(one)))


def refusals(operation: Operation, method: str, rule: Rule) -> set[Kind]:
    return {*operation.refuses, *_by_who_asks(operation), *_by_what_is_sent(operation, rule)} | (
        {NotFromHere} if method != "GET" else set()
    )


def responses(kinds: Collection[Kind], error: Schema) -> dict[int, dict[str, dict[str, Any]]]:
    """For each status one OpenAPI response, by a name that holds its codes.

    ``error`` is the schema of all errors.
    """
    by_status: dict[int, dict[str, Kind]] = {}
    for kind in sorted(kinds, key=lambda kind: (kind.http_status, kind.code, kind.__name__)):
        by_status.setdefault(kind.http_status, {})[kind.code] = kind
    return {status: _response(by_code, error) for status, by_code in by_status.items()}


def _by_who_asks(operation: Operation) -> Iterator[Kind]:
    if operation.by:
        yield from (NotSignedIn, SignedOut, StorageError)
        if not {Way.COOKIE, Way.TOKEN} <= set(operation.by):
            yield NotAllowed


def _by_what_is_sent(operation: Operation, rule: Rule) -> Iterator[Kind]:
    if not rule.rule.startswith(NOT_COUNTED):
        yield TooManyRequests
    if rule.arguments:
        yield NotFound
    sends = operation.body or operation.files or operation.message
    if sends or operation.query:
        yield BadInput
    if sends:
        yield from (TooLarge, StorageError)


def _response(by_code: dict[str, Kind], error: Schema) -> dict[str, dict[str, Any]]:
    codes = list(by_code)
    schema = {"allOf": [error, {"properties": {"code": {"enum": codes}}}]}
    response = {
        "description": " ".join(f"`{code}`: {by_code[code]().message}" for code in codes),
        "content": {"application/json": {"schema": schema}},
    }
    if TooManyRequests.code in codes:
        response["headers"] = {"Retry-After": RETRY_AFTER}
    return {".".join(codes): response}
