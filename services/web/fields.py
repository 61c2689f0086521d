"""JSON bodies, checked field by field."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from services.domain import AutoModel
from services.errors import BadInput
from services.storage.people import FOREVER

MOST_BYTES = 64 * 1024
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+")
Check = Callable[[str, object], Any]
"""Takes a field's name and value; gives what to use, or raises `BadInput`."""


def body(checks: Mapping[str, Check]) -> dict[str, Any]:
    """The fields of the request's JSON object, each through its check.

    Raises `BadInput` for anything but an object and for fields that nothing here knows; a larger
    body than `MOST_BYTES` is refused unread.
    """
    request.max_content_length = MOST_BYTES
    try:
        content = request.get_json(silent=True)
    except RecursionError as exc:
        raise BadInput("That is nested too deeply.") from exc
    if not isinstance(content, dict):
        raise BadInput("A JSON object is needed.")
    if unknown := sorted(content.keys() - checks.keys()):
        raise BadInput(f"Unknown: {', '.join(unknown)[:100]}.")
    return {name: checks[name](name, value) for name, value in content.items()}


def whole(checks: Mapping[str, Check]) -> dict[str, Any]:
    """Like `body`, but raises `BadInput` when one of the fields is missing."""
    given = body(checks)
    if missing := sorted(checks.keys() - given.keys()):
        raise BadInput(f"Missing: {', '.join(missing)}.")
    return given


def line(*, most: int, least: int = 0) -> Check:
    """One line of text, trimmed, of ``least`` to ``most`` characters."""

    def check(name: str, value: object) -> str:
        text = value.strip() if isinstance(value, str) else None
        if text is None or not least <= len(text) <= most:
            raise BadInput(f"{name} must be text of {least} to {most} characters.")
        if not all(letter.isprintable() or letter == "\u200d" for letter in text):
            raise BadInput(f"{name} must be plain text on one line.")
        return text

    return check


def email(name: str, value: object) -> str:
    """An e-mail address; whether someone reads it is not known."""
    address: str = line(most=254, least=3)(name, value)
    if not EMAIL.fullmatch(address):
        raise BadInput(f"{name} must be an address such as someone@example.org.")
    return address


def secret(*, most: int) -> Check:
    """Text as it was typed, of up to ``most`` characters."""

    def check(name: str, value: object) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise BadInput(f"{name} must be text of up to {most} characters.")
        if not value.isprintable():
            raise BadInput(f"{name} must be plain text.")
        return value

    return check


def flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadInput(f"{name} must be true or false.")
    return value


def paragraph(*, most: int) -> Check:
    """Text of at most ``most`` characters, trimmed; it may have lines."""

    def check(name: str, value: object) -> str:
        text = value.strip() if isinstance(value, str) else None
        if text is None or len(text) > most:
            raise BadInput(f"{name} must be text of at most {most} characters.")
        if not all(letter.isprintable() or letter in "\n\u200d" for letter in text):
            raise BadInput(f"{name} must be plain text.")
        return text

    return check


def number(*, least: float, most: float) -> Check:
    def check(name: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadInput(f"{name} must be a number.")
        if not least <= value <= most:
            raise BadInput(f"{name} must be between {least} and {most}.")
        return float(value)

    return check


def language(name: str, value: object) -> str:
    """A language tag such as ``en`` or ``pt-BR``."""
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        raise BadInput(f"{name} must be a language such as en or pt-BR.")
    return value


def limit(*, most: float) -> Check:
    """An amount of at most ``most``; null is no limit, as infinity."""

    def check(name: str, value: object) -> float:
        if value is None:
            return math.inf
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise BadInput(f"{name} must be a number from 0 to {most:g}, or null.")
        return float(value)

    return check


def days(*, most: int) -> Check:
    """A number of whole days of at least one; null is `FOREVER`."""

    def check(name: str, value: object) -> int:
        if value is None:
            return FOREVER
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise BadInput(f"{name} must be a number of days from 1 to {most}, or null.")
        return value

    return check


def model(name: str, value: object) -> str:
    """A wish, or the id of a model; whether it is there to choose shows when a call begins."""
    text: str = line(most=200, least=1)(name, value)
    if text not in [*AutoModel] and "/" not in text.strip("/"):
        raise BadInput(f"{name} must be {', '.join(AutoModel)} or provider/model.")
    return text


def one_of(kind: Callable[[str], Any]) -> Check:
    """One of an enumeration's values."""

    def check(name: str, value: object) -> Any:
        try:
            return kind(value if isinstance(value, str) else "")
        except ValueError as exc:
            raise BadInput(f"{name} cannot be that.") from exc

    return check
