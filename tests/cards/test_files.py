"""Companions out of files: ours, and those of others."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.cards import archive, files
from services.cards.card import DESCRIPTION_CHARS, GREETING_CHARS, NAME_CHARS, Card, NoCompanion

ROSA = Card(
    "Rosa",
    persona="playful explorer",
    description="You are a retired sailor.\nYou love riddles.",
    boundaries="No politics.",
    greeting="Ahoy!",
    voice="kokoro/bf_emma",
    language="en",
    pace=0.9,
)
SEEN_IN_THE_WILD = {
    "spec": "chara_card_v2",
    "spec_version": "2.0",
    "data": {
        "name": "Captain Mira",
        "description": "{{char}} sails alone. *She squints at the sun.*",
        "personality": "Blunt, kind to {{user}}.",
        "scenario": "",
        "first_mes": "*waves* Well, {{user}}! [SFX: gulls] Come <b>aboard</b>.",
        "mes_example": "<START>\n{{user}}: hi\n{{char}}: hello",
    },
}


def png(**texts: bytes) -> bytes:
    """A small picture with these text chunks after its header."""
    file = io.BytesIO()
    Image.new("RGB", (80, 80), "teal").save(file, "PNG")
    chunks = b"".join(_chunk(key.encode() + b"\0" + text) for key, text in texts.items())
    head = 8 + 25
    return file.getvalue()[:head] + chunks + file.getvalue()[head:]


def _chunk(body: bytes, kind: bytes = b"tEXt") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def in_base64(content: Any) -> bytes:
    return base64.b64encode(json.dumps(content).encode())


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("_", "."), content)
    return file.getvalue()


def test_what_is_packed_is_unpacked() -> None:
    imported = files.read(archive.packed(ROSA, b"a portrait"))
    assert (imported.card, imported.picture, imported.notes) == (ROSA, b"a portrait", ())
    assert files.read(archive.packed(ROSA, b"")).picture == b""


def test_the_same_companion_is_the_same_file() -> None:
    assert archive.packed(ROSA, b"x") == archive.packed(ROSA, b"x")


@pytest.mark.parametrize("wrap", [json.dumps, lambda card: json.dumps(card["data"])])
def test_a_character_card_is_read(wrap: Any) -> None:
    imported = files.read(wrap(SEEN_IN_THE_WILD).encode())
    assert imported.card.name == "Captain Mira"
    assert imported.card.description == "Captain Mira sails alone. Blunt, kind to you."
    assert imported.card.greeting == "Well, you! Come aboard."
    assert [note for note in imported.notes if "dialogues" in note]


def test_a_picture_brings_the_card_it_carries() -> None:
    content = png(Comment=b"chara", chara=in_base64(SEEN_IN_THE_WILD))
    imported = files.read(content)
    assert (imported.card.name, imported.picture) == ("Captain Mira", content)


def test_packed_text_in_a_picture_is_read() -> None:
    body = b"chara\0\0" + zlib.compress(in_base64(SEEN_IN_THE_WILD))
    content = png()[:33] + _chunk(body, b"zTXt") + png()[33:]
    assert files.read(content).card.name == "Captain Mira"


def test_only_the_text_that_is_wanted_is_unpacked() -> None:
    other = _chunk(b"other\0\0" + b"never to be unpacked", b"zTXt")
    content = png(chara=in_base64(SEEN_IN_THE_WILD))
    assert files.read(content[:33] + other + content[33:]).card.name == "Captain Mira"


@pytest.mark.parametrize("beginning", "[<")
def test_a_text_of_beginnings_is_read_at_once(beginning: str) -> None:
    card = {"name": "Mira", "description": "Hello. " + beginning * 1_900_001}
    assert files.read(json.dumps(card).encode()).card.description == "Hello."


def test_long_texts_keep_whole_sentences() -> None:
    long = "A sentence of some words. " * 100
    card = {"name": "N" * 99, "description": long, "first_mes": "word " * 999}
    imported = files.read(json.dumps(card).encode())
    assert len(imported.card.name) == NAME_CHARS
    assert DESCRIPTION_CHARS - 30 < len(imported.card.description) <= DESCRIPTION_CHARS
    assert imported.card.description.endswith("words.")
    assert len(imported.card.greeting) <= GREETING_CHARS
    assert len(imported.notes) == 2


BOMB = b'{"name":"' + b"A" * 10_000_000 + b'"}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0",
        b"PK\x03\x04 torn",
        b"{",
        b"[" * 100_000,
        b"{" + b'"a":{' * 100_000,
        b'{"data": 7}',
        b'{"description": "nobody"}',
        b'{"name": "  "}',
        png(),
        png(chara=b"%%%"),
        png(chara=in_base64([1])),
        png(chara=in_base64(SEEN_IN_THE_WILD))[:60],
        png()[:33] + _chunk(b"chara\0\0" + zlib.compress(b"A" * 9_000_000), b"zTXt"),
        zipped(companion_json=b"{}"),
        zipped(portrait_jpg=b"only a face"),
        zipped(companion_json=BOMB),
        zipped(companion_json=b'{"format": "visavis-companion", "version": 2, "name": "Rosa"}'),
        zipped(companion_json=b'{"format": "visavis-companion", "version": 1, "name": ""}'),
        zipped(companion_json=b'{"format": "visavis-companion", "version": 1, "name": ["R"]}'),
        zipped(companion_json=b'{"format": "visavis-companion", "version": 1, "name": "R"'),
        archive.packed(replace(ROSA, pace=float("nan")), b""),
    ],
)
def test_what_holds_no_companion_is_refused(content: bytes) -> None:
    with pytest.raises(NoCompanion):
        files.read(content)


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_torn_archive_is_refused(packing: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as packed:
        packed.writestr("companion.json", bytes(range(256)) * 4)
    whole = file.getvalue()
    for at in range(30, 120):
        torn = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        with pytest.raises(NoCompanion):
            files.read(torn)


@given(st.binary(max_size=400), st.sampled_from([b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"{", b""]))
def test_only_our_error_is_raised(content: bytes, start: bytes) -> None:
    with pytest.raises(NoCompanion):
        files.read(start + content)
