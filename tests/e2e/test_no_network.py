"""A whole call on a machine without a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.chromium import browser_page, played
from tests.e2e.no_network import refused_packets
from tests.e2e.person import AUDIBLE, Person
from tests.e2e.server import running
from tests.sounds import sentences
from tests.speech import clip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.models,
    pytest.mark.server,
    pytest.mark.timeout(300),
]


@pytest.mark.usefixtures("cut_off")
def test_a_call_asks_for_no_network(tmp_path: Path) -> None:
    microphone_file = sentences(tmp_path / "microphone.wav", [clip("times").sound])
    with running(tmp_path, {}) as server, browser_page(microphone=microphone_file) as page:
        person = Person(page, server.url)
        person.open_page()
        person.call_at_once()
        person.hears_answers(1)
        assert played(page).rms.max() > AUDIBLE
        assert refused_packets() == 0
