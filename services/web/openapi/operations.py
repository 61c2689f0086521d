"""What a route takes and refuses, declared beside it: for reading requests and for the document.

What a route answers with stands in its signature: a `TypedDict`, or one of the forms below.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, TypeVar, cast

from flask import current_app, request

from services.errors import BadInput, CompanionError
from services.web.openapi.fields import Field

MAX_BYTES = 64 * 1024
DECLARED = "operation"

View = TypeVar("View", bound=Callable[..., Any])
Answer = TypeVar("Answer")
Made = tuple[Answer, Literal[201]]
Begun = tuple[Answer, Literal[202]]
Unwell = tuple[Answer, Literal[503]]
Done = tuple[Literal[""], Literal[204]]
Unchanged = tuple[Literal[""], Literal[304]]


@dataclass(frozen=True, slots=True)
class FilePart:
    """In ``Annotated[Response, File(...)]``: what kinds of file a route answers with."""

    kinds: tuple[str, ...]


class Way(StrEnum):
    """By what a route knows who is asking."""

    NOTHING = "nothing"
    COOKIE = "cookie"
    TOKEN = "token"


ANYONE: Collection[Way] = ()
BROWSER = (Way.COOKIE,)
PROGRAM = (Way.TOKEN,)
PERSON = (Way.COOKIE, Way.TOKEN)
VISITOR = (Way.NOTHING, Way.COOKIE)
NEWCOMER = (Way.NOTHING, *PERSON)
"""Who has none becomes somebody new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Declares, as the decorator of a view:"""

    by: Collection[Way] = PERSON
    """Those that it takes; empty where nobody is asked who they are."""
    body: Mapping[str, Field] = field(default_factory=dict)
    query: Mapping[str, Field] = field(default_factory=dict)
    needs: Collection[str] = ()
    """Which fields of body, query and form may not be missing."""
    files: Collection[str] = ()
    """In a form."""
    form: Mapping[str, Field] = field(default_factory=dict)
    """Texts beside the files."""
    message: Mapping[str, Any] = field(default_factory=dict)
    """JSON Schema of a body that `wire` parses."""
    refuses: Collection[type[CompanionError]] = ()
    """Besides what follows from the rest."""

    def __call__(self, view: View) -> View:
        view.__dict__[DECLARED] = self
        return view


def of(view: Callable[..., Any]) -> Operation:
    """What is declared for a route, or else follows from nothing being declared."""
    return cast(Operation, view.__dict__.get(DECLARED) or Operation())


def body() -> dict[str, Any]:
    """The fields of the request's JSON object, each through its check.

    Raises `BadInput` for anything but an object, for fields that the route at hand does not
    declare, and for missing ones that it needs.
    """
    given = content()
    if not isinstance(given, dict):
        raise BadInput("A JSON object is needed.")
    declared = _at_hand().body
    if unknown := sorted(given.keys() - declared.keys()):
        raise BadInput(f"Unknown: {', '.join(unknown)[:100]}.")
    return _checked(declared, given)


def content() -> Any:
    """The request's JSON; None for anything else.

    Raises `BadInput`; what is larger than `MAX_BYTES` is refused unread.
    """
    request.max_content_length = MAX_BYTES
    try:
        return request.get_json(silent=True)
    except RecursionError as exc:
        raise BadInput("That is nested too deeply.") from exc


def query() -> dict[str, Any]:
    """What the address asks for, each through its check; what is not declared is ignored.

    Raises `BadInput`, also for what is needed and missing.
    """
    return _checked(_at_hand().query, request.args)


def form() -> dict[str, Any]:
    """The texts of a form, in the same way."""
    return _checked(_at_hand().form, request.form)


def _checked(declared: Mapping[str, Field], given: Mapping[str, Any]) -> dict[str, Any]:
    checked = {
        name: declared[name].check(name, value) for name, value in given.items() if name in declared
    }
    if missing := sorted(set(_at_hand().needs) & declared.keys() - checked.keys()):
        raise BadInput(f"Missing: {', '.join(missing)}.")
    return checked


def _at_hand() -> Operation:
    return of(current_app.view_functions[str(request.endpoint)])
