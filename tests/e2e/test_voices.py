"""A voice of one's own, made at the page: with real ears that read along and know who speaks.

The one who reads is one of the built-in voices, for nobody else can read a new sentence aloud; the
one who may not have it is a person who was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.domain import EAR_RATE_HZ, Sound, Voice
from services.jobs.voice_jobs import spoken
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import Hibari
from tests import speech
from tests.e2e.chromium import browser_page, say
from tests.e2e.person import READY_MS
from tests.e2e.server import STUBS, Server, running
from tests.sounds import at_rate, write_wav
from tests.support.patience import hang_ms
from tests.vendors.elevenlabs_server import ElevenLabsServer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.models]
REAL = {"TRANSCRIPTION": "embedded", "SPEAKERS": "embedded", "VOICE_ACTIVITY": "silero"}
READER = Voice("hibari/heart", "Heart")
STORY = (
    "Every morning the old ferry crosses the bay. Its captain knows all the passengers by name: "
    "the baker with her baskets, two students who are always late, a man who carries a cello. "
    "When the fog is thick, everybody is quiet and listens for the bell on the other side. When "
    "the sun is out, they talk about the weather, and whose turn it is to bring the coffee."
)
JUDGED_MS = hang_ms(30_000)


@pytest.fixture(scope="module")
def vendor() -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer() as vendor:
        yield vendor


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, vendor: ElevenLabsServer) -> Iterator[Server]:
    settings = {**STUBS, **REAL, **vendor.settings(), "SPEECH": "elevenlabs"}
    with running(tmp_path_factory.mktemp("voices"), settings) as server:
        yield server


@pytest.fixture(scope="module")
def reader() -> EmbeddedSpeech:
    return EmbeddedSpeech([Hibari()])


@pytest.fixture
def page(server: Server) -> Iterator[Page]:
    with browser_page(microphone=None) as page:
        page.goto(f"{server.url}/voices")
        yield page


def bring(page: Page, sound: Sound, folder: Path) -> None:
    """Choose a recording as the sample, and go on with it."""
    path = folder / "sample.wav"
    write_wav(path, sound)
    page.click("#make-button")
    page.set_input_files("#sample-file", path)
    page.click("#sample-next", timeout=JUDGED_MS)


def reading(page: Page, reader: EmbeddedSpeech) -> Sound:
    """What a new sentence sounds like, read aloud."""
    page.click("#sentence-button")
    expect(page.locator("#sentence")).to_be_visible()
    return spoken(reader, page.inner_text("#sentence"), READER)


def read(page: Page, sound: Sound) -> None:
    """Read a sentence into the microphone."""
    page.click("#consent-record")
    expect(page.locator("#consent-record")).to_have_attribute("aria-pressed", "true")
    end_ms = say(page, at_rate(sound, EAR_RATE_HZ))
    page.wait_for_function("end => performance.now() > end + 300", arg=end_ms)
    page.click("#consent-record")


def call_with_it(page: Page, server: Server, vendor: ElevenLabsServer) -> None:
    """Call a companion that has the only voice of one's own."""
    [voice] = page.request.get(f"{server.url}/api/voices").json()["voices"]
    wishes = {"name": "Rosa", "voice": voice["voice"], "greeting": "Good to hear you."}
    rosa = page.request.post(f"{server.url}/api/companions", data=wishes).json()
    asked = len(vendor.asked)
    page.goto(f"{server.url}/?companion={rosa['id']}")
    page.check(f"#companion-cards input[value='{rosa['id']}']", force=True)
    page.check("#greet-switch")
    page.click("#skip-button")
    expect(page.locator("#voice-badge")).to_have_text("Cloned voice", timeout=READY_MS)
    expect(page.locator("#caption-companion")).to_contain_text("Good to hear", timeout=READY_MS)
    vendor_id = voice["voice"].partition("/")[2]
    assert any(vendor_id in request.path for request in vendor.asked[asked:])


def test_a_voice_needs_its_own_person(
    page: Page, server: Server, vendor: ElevenLabsServer, reader: EmbeddedSpeech, tmp_path: Path
) -> None:
    before = dict(vendor.voices)
    bring(page, speech.clip("acoustic").sound, tmp_path)
    [draft] = page.request.get(f"{server.url}/api/voices").json()["voices"]
    file = {"name": "a.wav", "mimeType": "audio/wav", "buffer": reading(page, reader).wav}
    form = {"voice": draft["id"], "consent": file}
    refusal = page.request.post(f"{server.url}/upload", multipart=form)
    assert (refusal.status, refusal.json()["code"]) == (422, "consent_speaker")

    page.click("#maker-back")
    bring(page, spoken(reader, STORY, READER), tmp_path)
    read(page, reading(page, reader))
    page.fill("#voice-label", "Ferryman", timeout=JUDGED_MS)
    page.click("#kind-button")
    expect(page.locator("#verdict-kind")).to_contain_text("A copy of your voice", timeout=READY_MS)
    page.click("#play-new")
    expect(page.locator("#play-new")).to_contain_text("Stop")
    page.click("#verdict-keep")
    row = page.locator("#voices .row")
    expect(row).to_contain_text("Ferryman")
    assert "Ferryman" in vendor.voices.values()

    call_with_it(page, server, vendor)
    page.goto(f"{server.url}/voices")
    row.get_by_role("button", name="Delete", exact=True).click()
    row.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#voices-empty")).to_be_visible()
    expect(page.locator("#notices")).to_contain_text("Rosa now speaks with the first voice")
    assert vendor.voices == before
