"""Our own files: a ZIP archive with ``companion.json`` and ``portrait.jpg``.

docs/companion-files.md describes them.
"""

from __future__ import annotations

import io
import json
import lzma
import zipfile
import zlib
from dataclasses import asdict, fields
from typing import Any

from services.cards.card import (
    BOUNDARIES_CHARS,
    DESCRIPTION_CHARS,
    FASTEST,
    GREETING_CHARS,
    NAME_CHARS,
    SLOWEST,
    Card,
    ImportedCard,
    NoCompanion,
)

FORMAT = "visavis-companion"
VERSION = 1
JSON_NAME = "companion.json"
PORTRAIT_NAME = "portrait.jpg"
MAX_JSON_BYTES = 64 * 1024
MAX_PORTRAIT_BYTES = 8 * 1024 * 1024
MAX_CHARS = {
    "name": NAME_CHARS,
    "persona": 64,
    "description": DESCRIPTION_CHARS,
    "boundaries": BOUNDARIES_CHARS,
    "greeting": GREETING_CHARS,
    "voice": 128,
    "language": 20,
    "face": 64,
}
TORN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError,
    KeyError, ValueError, RecursionError, RuntimeError,
)  # fmt: skip
"""What opening an archive raises that is not what it says, however it is packed."""
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
"""The same companion is always the same file."""


def packed(card: Card, portrait: bytes) -> bytes:
    """The archive; ``portrait`` is a JPEG, or empty for none."""
    file = io.BytesIO()
    content = {"format": FORMAT, "version": VERSION, **asdict(card)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(content, ensure_ascii=False, indent=2)
        archive.writestr(zipfile.ZipInfo(JSON_NAME, FIXED_DATE), text)
        if portrait:
            archive.writestr(zipfile.ZipInfo(PORTRAIT_NAME, FIXED_DATE), portrait)
    return file.getvalue()


def unpacked(content: bytes) -> ImportedCard:
    """Raises `NoCompanion`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = _read(archive, JSON_NAME, MAX_JSON_BYTES)
            has_portrait = PORTRAIT_NAME in archive.namelist()
            picture = _read(archive, PORTRAIT_NAME, MAX_PORTRAIT_BYTES) if has_portrait else b""
        found = json.loads(text)
    except TORN as exc:
        raise NoCompanion(str(exc)) from exc
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise NoCompanion(f"{JSON_NAME} is not of the format {FORMAT}")
    if found.get("version") != VERSION:
        raise NoCompanion(f"version {found.get('version')!r} is not known here")
    return ImportedCard(_card(found), picture)


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Never more than ``most``, whatever the archive says. Raises `ValueError`."""
    with archive.open(name) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{name} is larger than {most} bytes")
    return content


def _card(found: dict[str, Any]) -> Card:
    known = {field.name for field in fields(Card)}
    values = {name: value for name, value in found.items() if name in known}
    for name, longest in MAX_CHARS.items():
        value = values.get(name, "")
        if not isinstance(value, str) or len(value) > longest:
            raise NoCompanion(f"{name} must be text of at most {longest} characters")
    pace = values.get("pace", 1.0)
    if isinstance(pace, bool) or not isinstance(pace, int | float):
        raise NoCompanion("pace must be a number")
    if not SLOWEST <= pace <= FASTEST:
        raise NoCompanion(f"pace must be between {SLOWEST} and {FASTEST}")
    if not values.get("name", "").strip():
        raise NoCompanion("name is missing")
    return Card(**values)
