"""Sixty files that nobody should open, brought to a real server."""

from __future__ import annotations

import io
import socket
import struct
import wave
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import psutil
import pytest
import requests
import soundfile
from PIL import Image

from services.cards import archive
from services.cards.card import Card
from tests.e2e.server import STUBS, Server, running
from tests.support.patience import hang_s
from tests.web.conftest import picture
from tests.web.routes.test_uploads import many_scans, png_header

pytestmark = [pytest.mark.server, pytest.mark.timeout(180)]
MAX_GROWN_BYTES = 200_000_000
SAFE = {".jpg": b"\xff\xd8\xff", ".json": b"{", ".wav": b"RIFF"}
"""What may lie in the store, and how it begins."""
DOORS = {
    "portrait": "/upload",
    "voice_sample": "/upload",
    "file": "/api/companions/import",
}


def sound(kind: str = "WAV", seconds: float = 1, rate_hz: int = 16_000) -> bytes:
    file = io.BytesIO()
    samples = np.zeros(int(seconds * rate_hz), np.float32)
    soundfile.write(file, samples, rate_hz, format=kind)
    return file.getvalue()


def lying_wav(frames: int) -> bytes:
    """A header that promises more than there is."""
    whole = bytearray(sound())
    whole[40:44] = struct.pack("<I", frames)
    return bytes(whole)


def channels(number: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(number)
        written.setsampwidth(2)
        written.setframerate(16_000)
        written.writeframes(bytes(2 * number * 100))
    return file.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


def gif(frames: int) -> bytes:
    file = io.BytesIO()
    first, *rest = (Image.new("P", (200, 200), number % 255) for number in range(frames))
    first.save(file, "GIF", save_all=True, append_images=rest)
    return file.getvalue()


def text_bomb() -> bytes:
    whole = picture(kind="PNG")
    body = b"zTXt" + b"chara\0\0" + zlib.compress(bytes(80_000_000), 9)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return whole[:33] + chunk + whole[33:]


def hostile() -> dict[str, bytes]:
    jpeg, png, wav = picture(), picture(kind="PNG"), sound()
    script = b"<script>alert(1)</script>"
    card = archive.packed(Card("Eve"), jpeg)
    return {
        "nothing": b"",
        "a null": b"\0",
        "a megabyte of nulls": bytes(1_000_000),
        "a program": b"\x7fELF\2\1\1" + bytes(200),
        "a Windows program": b"MZ\x90\0" + bytes(200),
        "a shell script": b"#!/bin/sh\nrm -rf /\n",
        "HTML": b"<!doctype html>" + script,
        "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'>" + script + b"</svg>",
        "a PDF": b"%PDF-1.7\n" + bytes(100),
        "a video": b"\0\0\0\x18ftypmp42" + bytes(500),
        "a WebM video": b"\x1aE\xdf\xa3" + bytes(500),
        "gzip": b"\x1f\x8b\x08" + bytes(100),
        "a half JPEG": jpeg[: len(jpeg) // 2],
        "a JPEG header": jpeg[:20],
        "half a PNG": png[: len(png) // 2],
        "a JPEG with a script after it": jpeg + script,
        "a JPEG with a ZIP after it": jpeg + zipped({"x.html": script}),
        "a JPEG that says it is a GIF": b"GIF89a" + jpeg[6:],
        "a GIF that is JavaScript": b"GIF89a=1;alert(1)//" + bytes(100),
        "a bomb of pixels": png_header(30_000, 30_000),
        "a greater bomb": png_header(2**31 - 1, 2**31 - 1),
        "no pixels at all": png_header(0, 0),
        "a JPEG of many scans": many_scans(),
        "a GIF of 500 pictures": gif(500),
        "a text bomb": text_bomb(),
        "one pixel": picture(1, 1),
        "one line": picture(20_000, 1),
        "TIFF": picture(kind="TIFF"),
        "BMP": picture(kind="BMP"),
        "ICO": picture(128, 128, kind="ICO"),
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        "half a WAV": wav[: len(wav) // 2],
        "a WAV header": wav[:44],
        "a WAV that promises 4 GB": lying_wav(2**32 - 1),
        "a WAV that promises nothing": lying_wav(0),
        "a WAV of 64 channels": channels(64),
        "a WAV of 1 sample a second": sound(rate_hz=1, seconds=100),
        "an hour of silence": sound("FLAC", 3600, 8_000),
        "half a FLAC": sound("FLAC")[:-20],
        "half an Ogg": sound("OGG")[:-200],
        "an MP3 frame and noise": b"\xff\xfb\x90\x00" + bytes(range(256)) * 8,
        "an MP3 tag and nothing": b"ID3\x04\0\0\0\0\0\0",
        "RIFF that is AVI": b"RIFF\xff\xff\xff\xffAVI " + bytes(100),
        "RIFF that is WebP and nothing": b"RIFF\xff\xff\xff\xffWEBPVP8 " + bytes(10),
        "a path upwards": zipped({"../../../../tmp/evil.py": b"x", "companion.json": b"{}"}),
        "an absolute path": zipped({"/etc/cron.d/evil": b"x"}),
        "a ZIP bomb": zipped({"companion.json": bytes(50_000_000)}),
        "a ZIP with a bomb for a face": zipped(
            {"companion.json": b"{}", "portrait.jpg": bytes(50_000_000)}
        ),
        "half a ZIP": card[: len(card) // 2],
        "a ZIP of nothing": zipped({}),
        "a ZIP of a ZIP": zipped({"companion.json": card}),
        "deep JSON": b"[" * 100_000,
        "deeper JSON": b'{"data":' * 50_000,
        "JSON with a huge number": b'{"name": "Eve", "pace": 1e999999}',
        "JSON that is UTF-16": '{"name": "Eve"}'.encode("utf-16"),
        "JSON with a NUL": b'{"name": "E\\u0000ve"}',
        "a card with a script": b'{"name": "<script>", "first_mes": "</script>"}',
        "a card from a hostile picture": archive.packed(Card("Eve"), png_header(30_000, 30_000)),
        "a card whose face is a path": archive.packed(Card("Eve", face="../../etc/passwd"), b""),
        "a card whose face is a program": archive.packed(Card("Eve"), b"\x7fELF" + bytes(100)),
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    with running(folder, {**STUBS, "RATE_UPLOADS": "10000/minute"}) as server:
        yield server


def brought(url: str, session_gate: str, content: bytes, name: str) -> tuple[str, str, int, str]:
    with requests.Session() as browser:
        browser.get(url, timeout=hang_s())
        response = browser.post(
            url + DOORS[session_gate],
            files={session_gate: (f"../../{name}.php", content)},
            timeout=hang_s(60),
        )
        return name, session_gate, response.status_code, response.json().get("code", "")


def test_sixty_hostile_files_do_no_harm(server: Server) -> None:
    web = psutil.Process(server.process.pid)
    before = web.memory_info().rss
    files = hostile()
    assert len(files) == 60
    with ThreadPoolExecutor(4) as pool:
        tries = [
            pool.submit(brought, server.url, session_gate, content, name)
            for name, content in files.items()
            for session_gate in DOORS
        ]
        answers = [each.result() for each in tries]
    assert [answer for answer in answers if answer[2] >= 500] == []
    assert [answer for answer in answers if answer[2] >= 400 and not answer[3]] == []
    assert web.memory_info().rss - before < MAX_GROWN_BYTES
    for path in (server.data_dir.parent / "uploads").rglob("*"):
        if path.is_file():
            assert path.read_bytes().startswith(SAFE[path.suffix]), path
            assert b"<script>" not in path.read_bytes()
            assert not path.stat().st_mode & 0o111
    assert not Path("/tmp/evil.py").exists()
    assert requests.get(f"{server.url}/health", timeout=hang_s()).status_code == 200


def test_a_slow_upload_holds_nobody_up(server: Server) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port)) as slow:
        slow.sendall(
            b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
        )
        assert requests.get(f"{server.url}/health", timeout=hang_s()).status_code == 200
    assert requests.get(f"{server.url}/health", timeout=hang_s()).status_code == 200
