"""What addresses may name: only what a database can hold. Anything else is not there."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter

MAX_ROW_ID = 999_999_999
"""PostgreSQL's integers have no more whole digits."""


class Name(BaseConverter):
    regex = r"[^/\0]+"


class RowNumber(IntegerConverter):
    regex = r"\d{1,9}"


def register(app: Flask) -> None:
    """For all rules that are added from here on."""
    app.url_map.converters |= {"default": Name, "int": RowNumber}
