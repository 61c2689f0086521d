"""A whole call off the record with the embedded engines: no byte of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients import calling
from tests.e2e.server import running
from tests.looks import sent
from tests.photos import grace
from tests.speech import clip

pytestmark = [pytest.mark.models, pytest.mark.server]


def test_no_byte_of_it_is_kept(tmp_path: Path) -> None:
    with running(tmp_path, {}) as server, calling(server.url) as caller:
        before = server.on_disk()
        caller.start(off_the_record=True)
        caller.speak(clip("times").sound)
        caller.hush(1000)
        heard = caller.wait_for("transcript", lambda transcript: transcript["final"]).payload
        caller.show(sent(grace().image))
        caller.wait_for("noticed", lambda seen: seen["facts"])
        caller.wait_for("ai_speech")
        caller.type("My name is Zanzibar, and I live by the sea.")
        caller.wait_for("ai_speech", lambda speech: speech["turn"] == 2)
        caller.interrupt()
        caller.end()
        caller.wait_for("call_state", lambda now: now["state"] == "ended")
        assert heard["text"]
        assert server.on_disk() == before
        assert "zanzibar" not in server.logged().lower()
