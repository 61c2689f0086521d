"""Vendors die in the midst of calls on a real server, and no call dies with them.

``python -m benchmarks.outages`` tries every fault of every vendor at every stage; here are those
that differ most.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from benchmarks.faults import FAULTS, HOPELESS, SAID, Lineup, standing_in
from benchmarks.outages import ask, run, wait_through
from services.conversation.thinking.resume_reply import APOLOGY
from tests.clients import calling
from tests.e2e.chromium import browser_page
from tests.support.patience import SLOWNESS, hang_s
from tests.vendors.server import Vendor

pytestmark = pytest.mark.server

LINEUP = Lineup(("openai", "gemini"), ("elevenlabs", "stub"), ("elevenlabs", "stub"))
FIRST = {"chat": "openai", "transcription": "elevenlabs", "speech": "elevenlabs"}
Standing = tuple[str, dict[str, Vendor]]


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with standing_in(LINEUP, PATIENCE_MS=str(round(500 * SLOWNESS))) as (url, vendors):
        with calling(url) as caller:
            caller.start()
            ask(caller, "speech")
            wait_through(caller, 1)
        yield url, vendors


@pytest.mark.parametrize(
    ("stage", "fault", "code", "by"),
    [
        ("chat", "unreachable", "provider_unavailable", "gemini"),
        ("chat", "hang", "provider_timeout", "gemini"),
        ("chat", "cut", "provider_unavailable", "openai, gemini"),
        ("speech", "hang", "provider_timeout", "stub"),
        ("speech", "stall", "provider_timeout", "elevenlabs, stub"),
        ("transcription", "error", "provider_unavailable", "stub"),
        ("transcription", "hang", "provider_timeout", "stub"),
    ],
)
def test_another_one_goes_on(
    standing: Standing, stage: str, fault: str, code: str, by: str
) -> None:
    url, vendors = standing
    chosen = [vendors[FIRST[stage]]]
    outcome = run(url, chosen, stage, FAULTS[fault], fault=fault, provider=FIRST[stage])
    assert outcome.text == SAID
    assert outcome.by[stage] == by
    assert code in outcome.notices
    assert outcome.back
    assert "provider_back" in outcome.notices


def test_who_wants_no_other_voice_reads_until_it_is_back(standing: Standing) -> None:
    url, vendors = standing
    with calling(url) as caller:
        wish = {"keeps_voice": True}
        caller.http.patch(f"{url}/api/me", json=wish, timeout=hang_s()).raise_for_status()
        caller.start()
        vendors["elevenlabs"].fail_next(500)
        ask(caller, "speech")
        answer = wait_through(caller, 1)
        speakers = [speech["spoken_by"] for speech in caller.all("ai_speech")]
        notices = [notice["code"] for notice in caller.all("notice")]
    assert answer["heard_text"] == SAID
    assert answer["providers"]["speech"] == "captions, elevenlabs"
    assert speakers[0] == "nobody"
    assert set(speakers[1:]) == {"server"}
    assert notices == ["provider_unavailable", "voice_paused", "provider_back"]


def test_when_nobody_answers_there_is_an_apology(standing: Standing) -> None:
    url, vendors = standing
    everyone = [vendors[name] for name in LINEUP.chat]
    outcome = run(url, everyone, "chat", FAULTS["error"], fault="error", provider="openai")
    assert outcome.text == " ".join(clause.text for clause in APOLOGY)
    assert "provider_nobody" in outcome.notices
    assert outcome.by["chat"] == "apology"


def test_a_vendor_with_a_wrong_key_is_named_and_left_alone(standing: Standing) -> None:
    url, vendors = standing
    wrong_key = HOPELESS["wrong key"]
    outcome = run(url, [vendors["openai"]], "chat", wrong_key, fault="key", provider="openai")
    assert outcome.text == SAID
    assert "provider_key" in outcome.notices
    with calling(url) as caller:
        started = caller.start()
        board = caller.http.get(f"{url}/api/providers", timeout=hang_s()).json()["providers"]
        ready = caller.http.get(f"{url}/ready", timeout=hang_s()).json()["providers"]["chat"]
    assert started["providers"]["chat"] == "gemini"
    assert [row["name"] for row in ready] == ["openai", "gemini"]
    openai = board["chat"][0]
    assert not openai["healthy"]
    assert openai["error"]["code"] == "provider_key"
    assert openai["retry_in_s"] > 0
    assert openai["latency_ms"] is not None


@pytest.mark.browser
def test_the_board_says_so_in_plain_words(standing: Standing) -> None:
    url, vendors = standing
    wrong_key = HOPELESS["wrong key"]
    run(url, [vendors["gemini"], vendors["openai"]], "chat", wrong_key, fault="key", provider="")
    with browser_page(microphone=None) as page:
        page.goto(f"{url}/settings")
        row = page.locator("[data-provider=gemini]").first
        expect(row).to_contain_text("Left alone, tried again in")
        expect(row).to_contain_text("does not accept its key")
        expect(page.locator("[aria-label='Speaking'] tbody tr")).to_have_count(2)
        page.get_by_text("Not in use").nth(1).click()
        expect(page.get_by_text("Cerebras: name it in CHAT to use it.")).to_be_visible()
