"""A person in front of a camera: what the page says was noticed, and what became of the frames."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.chromium import browser_page, camera_file
from tests.e2e.person import Person
from tests.e2e.server import STUBS, Server, running
from tests.looks import SKIN_OF, framed, people, with_hand
from tests.sounds import microphone
from tests.support.patience import hang_ms

pytestmark = [pytest.mark.browser, pytest.mark.server]
NOTICED_MS = hang_ms(20_000)
MORE_THAN_A_FRAME_MS = 4500
FRAMES_A_WAVE = 22
WAVES = 6
LEAN_DEGREES = 22
JPEG_START = b"\xff\xd8\xff"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("sight"), {**STUBS, "VISION": "embedded"}) as server:
        yield server


@pytest.fixture(scope="module")
def waving() -> list[Image.Image]:
    """Someone who smiles, and moves an open hand to and fro."""
    smiling = framed(people()["obama"])
    return [
        with_hand(
            smiling,
            "spread",
            SKIN_OF["obama"],
            lean_degrees=LEAN_DEGREES * math.sin(2 * math.pi * index / FRAMES_A_WAVE),
        )
        for index in range(FRAMES_A_WAVE)
    ]


@pytest.fixture
def page(tmp_path: Path, waving: list[Image.Image]) -> Iterator[Page]:
    camera = camera_file(tmp_path / "camera.mjpeg", waving * WAVES)
    quiet = microphone(tmp_path / "microphone.wav", [])
    with browser_page(microphone=quiet, camera=camera) as page:
        yield page


@pytest.fixture
def sent(page: Page) -> list[str]:
    """What the page says over its socket, as far as it is text; it grows."""
    texts: list[str] = []

    def keep(text: str | bytes) -> None:
        if isinstance(text, str):
            texts.append(text)

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    return texts


@pytest.fixture
def person(page: Page, sent: list[str], server: Server) -> Iterator[Person]:
    """Someone in a call, with the camera on."""
    person = Person(page, server.url)
    person.open_page()
    page.click("#continue-button")
    expect(page.locator("#camera-switch")).to_have_text("Turn camera off", timeout=NOTICED_MS)
    page.click("#call-button")
    person.sees_screen("call")
    yield person
    assert person.complaints == []


def test_the_page_says_what_was_noticed(person: Person) -> None:
    person.page.wait_for_function(
        "() => window.smiled ||= document.getElementById('noticed').textContent.includes('smile')",
        timeout=NOTICED_MS,
    )
    expect(person.page.locator("#noticed")).to_contain_text("you waved", timeout=NOTICED_MS)


def test_every_frame_is_in_the_ledger(person: Person, sent: list[str]) -> None:
    person.page.click("#seen-button")
    rows = person.page.locator("#seen-frames li")
    expect(rows.first).to_contain_text("to this server, which keeps it in memory only")
    person.page.click("#eyes-button")
    expect(person.page.locator("#seen-frames")).not_to_contain_text("on its way")
    frames = [text for text in sent if '"video_frame"' in text]
    assert frames
    expect(rows).to_have_count(len(frames))


def test_paused_eyes_send_nothing_and_forget(person: Person, sent: list[str]) -> None:
    expect(person.page.locator("#noticed")).to_contain_text("Noticed", timeout=NOTICED_MS)
    person.page.click("#eyes-button")
    expect(person.page.locator("#noticed")).to_be_hidden()
    person.page.wait_for_timeout(MORE_THAN_A_FRAME_MS)
    spoken = [text for text in sent if '"video_frame"' in text or '"look_away"' in text]
    assert ['"look_away"' in text for text in spoken].index(True) == len(spoken) - 1
    expect(person.page.locator("#noticed")).to_be_empty()
    person.page.click("#eyes-button")
    expect(person.page.locator("#noticed")).to_contain_text("Noticed", timeout=NOTICED_MS)


def test_no_frame_is_on_any_disk(person: Person, server: Server) -> None:
    expect(person.page.locator("#noticed")).to_contain_text("Noticed", timeout=NOTICED_MS)
    person.end()
    files = [path for path in server.data_dir.parent.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if JPEG_START in path.read_bytes()] == []


def test_a_shared_screen_is_a_second_source(person: Person, sent: list[str]) -> None:
    person.page.click("#screen-button")
    expect(person.page.locator("#screen-button")).to_have_attribute("aria-pressed", "true")
    expect(person.page.locator("#noticed")).to_contain_text(
        "you share your screen", timeout=NOTICED_MS
    )
    person.page.click("#seen-button")
    expect(person.page.locator("#seen-frames")).to_contain_text("screen")
    expect(person.page.locator("#seen-frames")).to_contain_text("camera")
    person.page.click("#screen-button")
    expect(person.page.locator("#screen-button")).to_have_attribute("aria-pressed", "false")
    assert any('"source":"screen"' in text for text in sent)
