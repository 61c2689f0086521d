"""Character cards of SillyTavern and its kin: JSON, or a PNG that carries it.

Source: https://github.com/malfoyslastname/character-card-spec-v2
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from services.cards.card import (
    DESCRIPTION_CHARS,
    GREETING_CHARS,
    NAME_CHARS,
    Card,
    ImportedCard,
    NoCompanion,
)

PNG = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"chara"
MAX_JSON_BYTES = 2_000_000
STAGE = re.compile(r"\*[^*]*\*|\[[^\[\]]*\]|<[^<>]*>")
"""``*waves*``: directions that nobody should hear. None begins within another: a text of nothing
but beginnings would be read to its end from each of them, for hours."""
ENDS = re.compile(r"(?<=[.!?…])\s+")


def from_png(content: bytes) -> ImportedCard:
    """The card in a picture's text, and the picture. Raises `NoCompanion`."""
    packed = next(_texts(content), None)
    if packed is None:
        raise NoCompanion("the picture carries no character")
    imported = from_json(_decoded(packed))
    return ImportedCard(imported.card, content, imported.notes)


def from_json(content: bytes) -> ImportedCard:
    """Raises `NoCompanion`."""
    if len(content) > MAX_JSON_BYTES:
        raise NoCompanion(f"more than {MAX_JSON_BYTES} bytes")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as exc:
        raise NoCompanion("not JSON") from exc
    character = found.get("data", found) if isinstance(found, dict) else None
    if not isinstance(character, dict):
        raise NoCompanion("no character in it")
    return _imported(character)


def _imported(character: dict[str, Any]) -> ImportedCard:
    name = _line(character, "name")[:NAME_CHARS]
    if not name:
        raise NoCompanion("the character has no name")
    parts = ("description", "personality", "scenario")
    description = " ".join(filter(None, (_spoken(character, part, name) for part in parts)))
    greeting = _spoken(character, "first_mes", name)
    notes = []
    if len(description) > DESCRIPTION_CHARS:
        notes.append("The description was long: its first sentences were kept.")
    if len(greeting) > GREETING_CHARS:
        notes.append("The greeting was long: its first sentences were kept.")
    if any(character.get(part) for part in ("mes_example", "character_book", "system_prompt")):
        notes.append("Example dialogues, world books and system prompts were left out.")
    card = Card(
        name,
        description=_shortened(description, DESCRIPTION_CHARS),
        greeting=_shortened(greeting, GREETING_CHARS),
    )
    return ImportedCard(card, notes=tuple(notes))


def _line(character: dict[str, Any], name: str) -> str:
    value = character.get(name)
    text = value if isinstance(value, str) else ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _spoken(character: dict[str, Any], part: str, name: str) -> str:
    """A text with its macros filled in and without stage directions."""
    text = STAGE.sub(" ", _line(character, part))
    for macro, meaning in (("{{char}}", name), ("{{user}}", "you")):
        text = meaning.join(re.split(re.escape(macro), text, flags=re.I))
    return re.sub(r"\s+(?=[.,!?])", "", " ".join(text.split()))


def _shortened(text: str, longest: int) -> str:
    """Whole sentences as long as they fit, or the text cut at a word."""
    if len(text) <= longest:
        return text
    kept = ""
    for sentence in ENDS.split(text):
        if len(kept) + len(sentence) + 1 > longest:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or text[:longest].rsplit(" ", 1)[0]


def _texts(content: bytes) -> Iterator[bytes]:
    """Each text of a picture that is named `KEYWORD`. Source: PNG specification, 11.3.3.

    The others stay packed: there may be thousands, of megabytes each. Raises `NoCompanion` for what
    is no whole PNG.
    """
    at = len(PNG)
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + size]
        if len(body) < size:
            raise NoCompanion("the picture is cut off")
        keyword, _, value = body.partition(b"\0")
        if keyword == KEYWORD and kind in (b"tEXt", b"zTXt"):
            yield value if kind == b"tEXt" else _inflated(value[1:])
        at += size + 12


def _inflated(packed: bytes) -> bytes:
    inflate = zlib.decompressobj()
    try:
        text = inflate.decompress(packed, MAX_JSON_BYTES)
    except zlib.error as exc:
        raise NoCompanion("its text is damaged") from exc
    if inflate.unconsumed_tail:
        raise NoCompanion(f"more than {MAX_JSON_BYTES} bytes of text")
    return text


def _decoded(value: bytes) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as exc:
        raise NoCompanion("its text is not base64") from exc
