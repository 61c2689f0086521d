"""Python types as JSON Schema."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

Schema = dict[str, Any]
PLAIN: Mapping[Any, Schema] = types.MappingProxyType(
    {
        Any: {},
        object: {},
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        float: {"type": "number"},
        type(None): {"type": "null"},
    }
)


@dataclass(frozen=True, slots=True)
class Keyword:
    """In ``Annotated[type, Keyword(...)]``: what JSON Schema says besides."""

    name: str
    value: str


class Shapes:
    """JSON Schemas of types; those of each `TypedDict` are kept under its name and referred to."""

    def __init__(self, place: str) -> None:
        """``place`` is where a document has `named`."""
        self.named: dict[str, Schema] = {}
        self._place = place

    def of(self, kind: Any) -> Schema:
        """Raises `TypeError` for a type that JSON cannot tell."""
        if is_typeddict(kind):
            return self._reference(kind)
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return {**self.of(arguments[0]), arguments[1].name: arguments[1].value}
        if origin in (Union, types.UnionType):
            return _either([self.of(each) for each in arguments])
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin in (list, Sequence):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"enum": [member.value for member in kind]}
        if kind not in PLAIN:
            raise TypeError(f"{kind} has no schema")
        return dict(PLAIN[kind])

    def _reference(self, kind: type) -> Schema:
        if kind.__name__ not in self.named:
            self.named[kind.__name__] = {}
            self.named[kind.__name__] = self._object(kind)
        return {"$ref": f"{self._place}/{kind.__name__}"}

    def _object(self, kind: type) -> Schema:
        hints = get_type_hints(kind, include_extras=True)
        may_miss = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
        given = {
            name: self.of(get_args(hint)[0] if name in may_miss else hint)
            for name, hint in hints.items()
        }
        described = {"description": kind.__doc__} if kind.__doc__ else {}
        required = [name for name in hints if name not in may_miss]
        return {"type": "object", **described, "required": required, "properties": given}


def _either(schemas: list[Schema]) -> Schema:
    """Any of them; told shorter where only their types differ."""
    if all(schema.keys() == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}
