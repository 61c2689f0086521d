"""Whole calls with fakes of the vendors, chosen by settings alone, on a real server."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from tests.clients import calling
from tests.contracts.cases import SERVERS
from tests.e2e.server import STUBS, running
from tests.sounds import tone
from tests.support.patience import hang_s
from tests.vendors.server import Vendor

pytestmark = pytest.mark.server
SAID = ":) Hello, you."


@pytest.mark.parametrize(
    ("mode", "chat", "transcription", "speech"),
    [
        ("eventlet", "gemini", "gemini", "elevenlabs"),
        ("eventlet", "openai", "openai", "openai"),
        ("eventlet", "ollama", "elevenlabs", "gtts"),
        ("threading", "gemini_legacy", "groq", "elevenlabs"),
    ],
)
def test_spoken_words_are_heard_and_answered(
    tmp_path: Path, mode: str, chat: str, transcription: str, speech: str
) -> None:
    chosen = {"CHAT": chat, "TRANSCRIPTION": transcription, "SPEECH": speech}
    settings = {**STUBS, **chosen, "ASYNC_MODE": mode, "PATIENCE_MS": "60000"}
    with ExitStack() as open_:
        vendors = [open_.enter_context(kind()) for kind in {SERVERS[n] for n in chosen.values()}]
        for vendor in vendors:
            _script(vendor)
            settings |= vendor.settings()
        server = open_.enter_context(running(tmp_path, settings))
        caller = open_.enter_context(calling(server.url))
        caller.play_along()
        caller.start()
        caller.speak(tone(1500))
        caller.hush(1500)
        answer = caller.wait_for("ai_response").payload
        log = server.logged()
    assert answer["text"] == "Hello, you."
    assert answer["heard_text"] == answer["text"]
    assert answer["emotion"] == "happy"
    assert answer["providers"]["speech"] == speech
    assert [heard["text"] for heard in caller.all("transcript") if heard["final"]] == ["Good day."]
    assert not caller.all("notice")
    assert not any(vendor.key in log for vendor in vendors if vendor.key)


def _script(vendor: Vendor) -> None:
    vendor.says = tuple(SAID)  # type: ignore[attr-defined]
    vendor.hears = "Good day."  # type: ignore[attr-defined]


def test_the_demo_answers_with_vendors_of_its_own(tmp_path: Path) -> None:
    chosen = {**STUBS, "CHAT": "gemini", "SPEECH": "elevenlabs"}
    with running(tmp_path, chosen, program=("-m", "tests.vendors")) as server:
        with calling(server.url) as caller:
            caller.start()
            caller.type("Who are you?")
            assert "I am a vendor".startswith(caller.wait_for("ai_speech").payload["text"])
        assert server.stop() == 0
        with pytest.raises(requests.ConnectionError):
            requests.get(server.url, timeout=hang_s())
