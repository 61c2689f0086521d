"""No key gets out: neither by a response, nor by an event, nor into the log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import requests

from services.settings import Settings, secret
from services.web.socket import wire
from tests.clients import Caller, calling
from tests.e2e.server import ROOT, STUBS, Server, running
from tests.sounds import tone
from tests.support.patience import hang_s
from tests.vendors.elevenlabs_server import ElevenLabsServer
from tests.vendors.gemini_server import GeminiServer
from tests.vendors.openai_server import OpenAIServer
from tests.vendors.server import Vendor

pytestmark = pytest.mark.server

MARKED = {
    row.name.upper(): f"marked-{row.name.replace('_', '-')}-8d1f0c6e"
    for row in fields(Settings)
    if row.metadata["parse"] is secret
}
METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}
LIST_ROUTES = """
import json
from app import create_app
from services.settings import Settings
app, parts = create_app(Settings.from_environment())
rules = [[str(rule), list(rule.methods)] for rule in app.url_map.iter_rules()]
print(json.dumps(rules))
parts.close()
"""


def routes(folder: Path) -> Iterator[tuple[str, str]]:
    """Every route there is, with something in place of what it takes."""
    environment = {**os.environ, **STUBS, "DATA_DIR": str(folder / "routes")}
    listed = subprocess.run(
        [sys.executable, "-c", LIST_ROUTES],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        timeout=hang_s(60),
    ).stdout
    for rule, methods in json.loads(listed.splitlines()[-1]):
        if not rule.startswith(("/static", "/vendor", "/socket.io")):
            path = "/".join("x" if part.startswith("<") else part for part in rule.split("/"))
            yield from ((method, path) for method in METHODS.intersection(methods))


def walked(server: Server, http: requests.Session, places: Iterable[tuple[str, str]]) -> str:
    """What every route answers to a program, and to a browser where one would ask."""
    said = []
    for method, path in places:
        kinds = ("application/json", "text/html") if method == "GET" else ("application/json",)
        for kind in kinds:
            response = http.request(
                method,
                f"{server.url}{path}",
                json=None if method == "GET" else {},
                headers={"Accept": kind},
                timeout=hang_s(20),
                allow_redirects=False,
            )
            said.append(f"{response.headers}\n{response.text}")
    return "\n".join(said)


def called(server: Server) -> str:
    """All that a browser gets to see of a call."""
    with calling(server.url) as caller:
        caller.play_along()
        return _call(caller)


def _call(caller: Caller) -> str:
    acks: list[Any] = [caller.start(), caller.type("Who are you?")]
    caller.wait_for("ai_speech")
    caller.speak(tone(1500), paced=False)
    caller.hush(1500, paced=False)
    acks += [
        caller.socket.call(event, {"model": "openai/gpt-5-mini"}, timeout=hang_s(20))
        for event in wire.EVENTS
        if event not in ("call_start", "call_end", "audio")
    ]
    acks.append(caller.type("And now?"))
    caller.wait_for("ai_response", lambda answer: answer["turn"] == acks[-1])
    return repr([*acks, caller.end(), caller.events])


def leaks(text: str) -> list[str]:
    return [name for name, value in MARKED.items() if value in text]


def test_no_key_is_in_anything_that_leaves(tmp_path: Path) -> None:
    with ExitStack() as running_:
        vendors: dict[str, Vendor] = {
            "OPENAI": OpenAIServer(key=MARKED["OPENAI_API_KEY"]),
            "GROQ": OpenAIServer(key=MARKED["GROQ_API_KEY"]),
            "GEMINI": GeminiServer(key=MARKED["GEMINI_API_KEY"]),
            "ELEVENLABS": ElevenLabsServer(key=MARKED["ELEVENLABS_API_KEY"]),
        }
        for vendor in vendors.values():
            running_.enter_context(vendor)
        addresses = {
            f"{name}_BASE_URL": getattr(vendor, "base_url", vendor.url)
            for name, vendor in vendors.items()
        }
        chains = {
            "CHAT": "openai,gemini,stub",
            "TRANSCRIPTION": "groq,stub",
            "SPEECH": "elevenlabs,stub",
            "LOG_LEVEL": "DEBUG",
        }
        settings = {**STUBS, **MARKED, **addresses, **chains}
        server = running_.enter_context(running(tmp_path, settings))
        said = called(server)
        for vendor in vendors.values():
            vendor.key = "another-one"  # and they quote what they were given
        said += called(server)
        with calling(server.url) as caller:
            said += walked(server, caller.http, [*routes(tmp_path), ("GET", "/nowhere")])
        log = server.logged()
    for name, vendor in vendors.items():
        key = MARKED[f"{name}_API_KEY"]
        assert any(key in str(request.headers) for request in vendor.asked), f"{name} was not asked"
    assert leaks(said) == []
    assert leaks(log) == []
    assert "provider_key" in said
    assert leaks(repr(vendors["OPENAI"].asked)) == ["OPENAI_API_KEY"]
