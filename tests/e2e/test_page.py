"""The page in Chromium, with a microphone of tones and providers that answer at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from services.providers.speech.stub import LETTER_MS
from tests.e2e.chromium import arrivals, browser_page, camera_file, played
from tests.e2e.person import AUDIBLE, Person
from tests.e2e.server import STUBS, Server, running
from tests.sounds import Cue, microphone, tone

pytestmark = [pytest.mark.browser, pytest.mark.server]
SOMEONE_SPEAKS = pytest.mark.parametrize("cues", [[Cue(tone(1500), pause_before_ms=4000)]])
"""For 1.5 s, 4 s after the microphone opens."""
STATUSES = """() => {
  const status = document.querySelector('#portrait-status');
  window.statuses = [];
  new MutationObserver(() => statuses.push(status.textContent)).observe(status, {childList: true});
}"""
ASKS = """() => {
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  window.asked = new Promise((ask) => (window.nowAsked = ask));
  window.given = new Promise((give) => (window.nowGiven = give));
  devices.getUserMedia = async (wanted) => {
    await new Promise((answer) => nowAsked((window.allow = answer)));
    const stream = await ask(wanted);
    nowGiven(stream.getTracks());
    return stream;
  };
}"""
"""The browser asks the person for a device, who answers with `allow`."""
RELEASED = """async () => {
  const tracks = await given;
  while (tracks.some(({ readyState }) => readyState !== 'ended')) {
    await new Promise((later) => setTimeout(later, 20));
  }
}"""
LONG_WORDS = "a rather long story that takes several seconds to tell from its start to its end"


def photo_file(folder: Path) -> Path:
    """About 300 KB."""
    noise = np.random.default_rng(1).integers(0, 255, (500, 400, 3), np.uint8)
    Image.fromarray(noise).save(folder / "photo.jpg", quality=90)
    return folder / "photo.jpg"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("page"), STUBS) as server:
        yield server


@pytest.fixture
def cues() -> list[Cue]:
    """A quiet room."""
    return []


@pytest.fixture
def page(cues: list[Cue], tmp_path: Path) -> Iterator[Page]:
    sound = microphone(tmp_path / "microphone.wav", cues)
    pictures = [Image.new("RGB", (640, 480), (40 + 8 * shade, 90, 120)) for shade in range(20)]
    camera = camera_file(tmp_path / "camera.mjpeg", pictures)
    with browser_page(microphone=sound, camera=camera) as page:
        yield page


@pytest.fixture
def person(page: Page, server: Server) -> Iterator[Person]:
    person = Person(page, server.url)
    person.open_page()
    yield person
    assert person.complaints == []


@SOMEONE_SPEAKS
def test_a_spoken_call(person: Person) -> None:
    person.call_at_once()
    person.is_heard_as("one two three")
    person.reads_answer_with("one two three")
    person.sees_state("listening")
    assert played(person.page).rms.max() > AUDIBLE
    person.end()
    [call] = person.own_calls()
    user, companion = call["messages"][-2:]
    assert user["speaker"] == "user"
    assert companion["heard_text"] == companion["text"]
    assert user["text"] in companion["text"]


@SOMEONE_SPEAKS
def test_a_call_after_the_check(person: Person) -> None:
    person.page.click("#continue-button")
    person.sees_screen("check")
    expect(person.page.locator("#mic-note")).not_to_be_empty()
    person.page.click("#call-button")
    person.sees_screen("call")
    person.is_heard_as("one two three")


@pytest.mark.parametrize(
    ("begin", "leave"),
    [("#skip-button", "#end-button"), ("#continue-button", "#back-button")],
)
def test_who_leaves_before_they_allow_the_microphone_is_not_heard(
    person: Person, begin: str, leave: str
) -> None:
    page = person.page
    page.evaluate(ASKS)
    page.click(begin)
    page.evaluate("() => asked.then(() => {})")
    page.click(leave)
    page.evaluate("() => allow()")
    page.evaluate(RELEASED)
    assert person.own_calls() == []


def test_who_leaves_before_they_allow_a_recording_is_not_recorded(person: Person) -> None:
    page = person.page
    page.goto(f"{person.url}/voices")
    page.evaluate(ASKS)
    page.click("#make-button")
    page.click("#sample-record")
    page.evaluate("() => asked.then(() => {})")
    page.click("#maker-back")
    page.evaluate("() => allow()")
    page.evaluate(RELEASED)


def test_typed_words_are_answered_aloud(person: Person) -> None:
    person.call_at_once()
    person.type("pineapple")
    person.reads_answer_with("pineapple")
    assert played(person.page).rms.max() > AUDIBLE


def test_the_companion_speaks_first_if_asked_to(person: Person) -> None:
    person.page.click("#greet-switch")
    person.call_at_once()
    person.reads_answer_with("Hi, it's Iris!")
    person.sees_state("listening")
    person.end()
    [call] = person.own_calls()
    [greeting] = call["messages"]
    assert greeting["heard_text"] == greeting["text"]
    person.open_page()
    assert person.page.is_checked("#greet-switch")


def test_an_interruption_is_silent(person: Person) -> None:
    person.call_at_once()
    person.type(LONG_WORDS)
    person.reads_answer_with("rather")
    person.interrupt()
    person.sees_state("listening")
    person.hears_silence()
    [cancelled] = arrivals(person.page, "ai_cancelled")
    loudness = played(person.page)
    assert loudness.between(cancelled.at_ms - 1000, cancelled.at_ms) > AUDIBLE
    went_on_ms = loudness.last_over(AUDIBLE, after_ms=cancelled.at_ms) - cancelled.at_ms
    person.end()
    [call] = person.own_calls()
    answer = next(said for said in call["messages"] if said["interrupted"])
    assert 0 < len(answer["heard_text"]) < len(answer["text"])
    unheard = len("".join(answer["text"].split())) - len("".join(answer["heard_text"].split()))
    assert went_on_ms < unheard * LETTER_MS / 2


def test_a_call_waits_for_the_portrait(person: Person, tmp_path: Path) -> None:
    page = person.page
    page.evaluate(STATUSES)
    person.is_far_away()
    page.locator("#companion-cards label").last.click()
    page.fill("#companion-name", "Ada")
    page.set_input_files("#portrait-input", photo_file(tmp_path))
    person.call_at_once()
    statuses = page.evaluate("statuses")
    assert statuses[:2] == ["Uploading…", "Looking for the face…"]
    assert statuses[2].startswith("Looks good")
    expect(page.get_by_role("img", name="Portrait of Ada")).to_be_visible()


def test_a_lost_connection_comes_back(person: Person) -> None:
    person.call_at_once()
    person.type(LONG_WORDS)
    person.reads_answer_with("rather")
    person.page.context.set_offline(True)
    person.sees_connection("lost")
    person.page.context.set_offline(False)
    person.reads_answer_with("its end")
    person.sees_state("listening")
    person.end()
    [call] = person.own_calls()
    assert LONG_WORDS in call["messages"][-1]["heard_text"]
    person.complaints = [text for text in person.complaints if "ERR_INTERNET_DISC" not in text]
