"""Fields of requests: how each is checked, and how the document describes it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.domain import AutoModel
from services.errors import BadInput
from services.storage.people import FOREVER

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
EMAIL_CHARS = 254
MODEL_CHARS = 200
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+")


@dataclass(frozen=True, slots=True)
class Field:
    schema: Mapping[str, Any]
    """JSON Schema of what it takes; a check may refuse more."""
    check: Callable[[str, object], Any]
    """Takes the field's name and value; gives what to use, or raises `BadInput`."""


def line(*, most: int, least: int = 0) -> Field:
    """One line of text, trimmed, of ``least`` to ``most`` characters."""

    def check(name: str, value: object) -> str:
        text = value.strip() if isinstance(value, str) else None
        if text is None or not least <= len(text) <= most:
            raise BadInput(f"{name} must be text of {least} to {most} characters.")
        if not all(letter.isprintable() or letter == "\u200d" for letter in text):
            raise BadInput(f"{name} must be plain text on one line.")
        return text

    return Field(_text(most=most, least=least), check)


def secret(*, most: int) -> Field:
    """Text as it was typed, of up to ``most`` characters."""

    def check(name: str, value: object) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise BadInput(f"{name} must be text of up to {most} characters.")
        if not value.isprintable():
            raise BadInput(f"{name} must be plain text.")
        return value

    return Field(_text(most=most), check)


def paragraph(*, most: int) -> Field:
    """Text of at most ``most`` characters, trimmed; it may have lines."""

    def check(name: str, value: object) -> str:
        text = value.strip() if isinstance(value, str) else None
        if text is None or len(text) > most:
            raise BadInput(f"{name} must be text of at most {most} characters.")
        if not all(letter.isprintable() or letter in "\n\u200d" for letter in text):
            raise BadInput(f"{name} must be plain text.")
        return text

    return Field(_text(most=most), check)


def words(*, most: int) -> Field:
    """What is looked for, trimmed; of at most ``most`` characters."""

    def check(name: str, value: object) -> str:
        text = str(value).strip()
        if len(text) > most:
            raise BadInput(f"{name} may have at most {most} characters.")
        return text

    return Field(_text(most=most), check)


def number(*, least: float, most: float) -> Field:
    def check(name: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadInput(f"{name} must be a number.")
        if not least <= value <= most:
            raise BadInput(f"{name} must be between {least} and {most}.")
        return float(value)

    return Field({"type": "number", "minimum": least, "maximum": most}, check)


def limit(*, most: float) -> Field:
    """An amount of at most ``most``; null is no limit, as infinity."""

    def check(name: str, value: object) -> float:
        if value is None:
            return math.inf
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise BadInput(f"{name} must be a number from 0 to {most:g}, or null.")
        return float(value)

    return Field({"type": ["number", "null"], "minimum": 0, "maximum": most}, check)


def days(*, most: int) -> Field:
    """A number of whole days of at least one; null is `FOREVER`."""

    def check(name: str, value: object) -> int:
        if value is None:
            return FOREVER
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise BadInput(f"{name} must be a number of days from 1 to {most}, or null.")
        return value

    return Field({"type": ["integer", "null"], "minimum": 1, "maximum": most}, check)


def one_of(kind: type[StrEnum]) -> Field:
    """One of an enumeration's values."""

    def check(name: str, value: object) -> Any:
        try:
            return kind(value if isinstance(value, str) else "")
        except ValueError as exc:
            raise BadInput(f"{name} cannot be that.") from exc

    return Field({"enum": list(kind)}, check)


def choice(values: Collection[str]) -> Field:
    """One of some words."""

    def check(name: str, value: object) -> str:
        if value not in values:
            raise BadInput(f"{name} must be {' or '.join(values)}.")
        return str(value)

    return Field({"enum": list(values)}, check)


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadInput(f"{name} must be true or false.")
    return value


def _email(name: str, value: object) -> str:
    address: str = line(most=EMAIL_CHARS, least=3).check(name, value)
    if not EMAIL.fullmatch(address):
        raise BadInput(f"{name} must be an address such as someone@example.org.")
    return address


def _language(name: str, value: object) -> str:
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        raise BadInput(f"{name} must be a language such as en or pt-BR.")
    return value


def _model(name: str, value: object) -> str:
    text: str = line(most=MODEL_CHARS, least=1).check(name, value)
    if text not in [*AutoModel] and "/" not in text.strip("/"):
        raise BadInput(f"{name} must be {', '.join(AutoModel)} or provider/model.")
    return text


def _text(*, most: int, least: int = 0) -> dict[str, Any]:
    """Of text that is trimmed before it is counted."""
    schema = {"type": "string", "maxLength": most}
    return {**schema, "minLength": least, "pattern": r"\S"} if least else schema


flag = Field({"type": "boolean"}, _flag)
email = Field({"type": "string", "format": "email", "maxLength": EMAIL_CHARS}, _email)
"""An e-mail address; whether someone reads it is not known."""
language = Field({"type": "string", "pattern": f"^{LANGUAGE.pattern}$"}, _language)
"""A language tag such as ``en`` or ``pt-BR``."""
model = Field(_text(most=MODEL_CHARS, least=1), _model)
"""A wish, or the id of a model; whether it is there to choose shows when a call begins."""
