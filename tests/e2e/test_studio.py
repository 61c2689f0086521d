"""The studio face in a real browser: clips in place of the live face, on the audio clock."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import photos
from tests.e2e import chromium
from tests.e2e.person import Person
from tests.e2e.server import STUBS, Server, running
from tests.support.patience import hang_ms
from tests.vendors import films
from tests.vendors.did_server import DidServer

pytestmark = [pytest.mark.server, pytest.mark.browser]
WORDS = "hello there"
NEW_WORDS = "something quite different"
SHOWN_MS = hang_ms(20_000)
FILM_S = 2.5
WATCH = """() => {
  window.seen = [];
  const frame = document.querySelector('.face-frame');
  const [canvas] = [document.createElement('canvas')];
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const look = () => {
    requestAnimationFrame(look);
    const clip = frame.querySelector('.face-clip[data-shown]');
    if (!clip || clip.paused || clip.seeking) return;
    pen.drawImage(clip, 0, 0, 1, 1);
    const [shade] = pen.getImageData(0, 0, 1, 1).data;
    const at_ms = clip.currentTime * 1000 - Number(frame.dataset.clipAheadMs);
    window.seen.push([frame.dataset.clip, clip.muted, at_ms, shade]);
  };
  look();
}"""


@pytest.fixture(scope="module")
def vendor() -> Iterator[DidServer]:
    with DidServer() as vendor:
        vendor.film, vendor.looks = films.of_greys(seconds=FILM_S), 1
        yield vendor


@pytest.fixture(scope="module")
def server(vendor: DidServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("studio"), {**STUBS, **vendor.settings()}) as server:
        yield server


@pytest.fixture(scope="module")
def person(server: Server) -> Iterator[Person]:
    """In a call with a companion that has a photo."""
    with chromium.browser_page(microphone=None) as page:
        person = Person(page, server.url)
        person.open_page()
        companion = with_a_photo(page, server.url)
        person.open_page()
        page.check(f"#companion-cards input[value='{companion}']", force=True)
        person.call_after_check()
        page.evaluate(WATCH)
        yield person
        assert person.complaints == []


def with_a_photo(page: Page, url: str) -> str:
    """The id of a new companion of this person."""
    photo = {"name": "grace.jpg", "mimeType": "image/jpeg", "buffer": photos.grace().jpeg}
    uploaded = page.request.post(f"{url}/upload", multipart={"portrait": photo}).json()
    wishes = {"name": "Grace", "portrait": uploaded["portrait"]["id"]}
    return str(page.request.post(f"{url}/api/companions", data=wishes).json()["id"])


def says(person: Person, words: str) -> None:
    """And waits until the answer is over."""
    before = len(chromium.arrivals(person.page, "ai_response"))
    person.type(words)
    person.hears_answers(before + 1)


def filmed(person: Person) -> None:
    """Waits until all that was ordered is there."""
    person.page.wait_for_function(
        """async () => {
          const { jobs } = await (await fetch('/api/jobs')).json();
          return jobs.length && jobs.every(({ state }) => state === 'done');
        }""",
        timeout=SHOWN_MS,
    )


def seen(person: Person) -> list[tuple[str, bool, float, int]]:
    """Of each moment with a clip: whose it is, whether it is muted, when it is, and its shade."""
    return [tuple(row) for row in person.page.evaluate("() => window.seen")]


def test_nothing_is_filmed_until_it_is_asked_for(person: Person, vendor: DidServer) -> None:
    person.page.click("#details-button")
    expect(person.page.locator("#studio-switch")).not_to_be_checked()
    says(person, WORDS)
    assert vendor.asked == []
    assert seen(person) == []


def test_whoever_asks_for_it_is_told_what_it_costs(person: Person) -> None:
    expect(person.page.locator("#studio")).to_contain_text("costs credits")
    person.page.check("#studio-switch")
    expect(person.page.locator("#studio-switch")).to_be_checked()


def test_what_was_filmed_is_seen_when_it_is_said_again(person: Person, vendor: DidServer) -> None:
    says(person, WORDS)
    filmed(person)
    assert vendor.talks
    ordered = len(vendor.talks)
    says(person, WORDS)
    shown = seen(person)
    assert "3/1" in {name for name, *_ in shown}
    assert all(muted for _, muted, *_ in shown)
    assert len(vendor.talks) == ordered
    expect(person.page.locator(".face-clip[data-shown]")).to_have_count(0)


def test_a_clip_keeps_to_the_sound(person: Person) -> None:
    """The shade of what is seen tells its time; the sound's is the player's. A slow machine shows
    pictures late, but none of another part of the clip.
    """
    ahead_ms = sorted(films.time_of(shade) * 1000 - at_ms for *_, at_ms, shade in seen(person))
    middle_ms = ahead_ms[len(ahead_ms) // 2]
    sys.stdout.write(f"{len(ahead_ms)} frames, by the middle one {middle_ms:.0f} ms ahead")
    assert len(ahead_ms) > 5
    assert abs(middle_ms) < FILM_S * 1000 / 4


def test_an_interruption_brings_the_live_face_back(person: Person) -> None:
    person.type(WORDS)
    expect(person.page.locator(".face-clip[data-shown]")).to_have_count(1, timeout=SHOWN_MS)
    person.interrupt()
    expect(person.page.locator(".face-clip")).to_have_count(0)
    person.sees_state("listening")


def test_the_page_meets_neither_vendor_nor_key(person: Person, vendor: DidServer) -> None:
    urls = person.page.evaluate("() => performance.getEntriesByType('resource').map((r) => r.name)")
    assert any("/blobs/" in url for url in urls)
    assert all(url.startswith(person.url) for url in urls)
    listed = person.page.request.get(f"{person.url}/api/jobs").text()
    assert vendor.key not in listed and vendor.url not in listed
    assert vendor.key not in person.page.content()


def test_used_up_credits_are_noticed_and_the_call_goes_on(
    person: Person, vendor: DidServer
) -> None:
    before = len(vendor.talks)
    for _ in range(8):
        vendor.no_quota_next()
    says(person, NEW_WORDS)
    expect(person.page.locator("#notices")).to_contain_text("The live face carries on.")
    expect(person.page.locator("#studio-switch")).not_to_be_checked()
    assert len(vendor.talks) == before
    assert NEW_WORDS in person.said_by("companion")[-1]
    asked = len(vendor.asked)
    says(person, f"{NEW_WORDS} again")
    assert len(vendor.asked) == asked
