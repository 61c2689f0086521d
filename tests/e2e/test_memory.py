"""What a call teaches, kept, put right and forgotten at the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import browser_page
from tests.e2e.person import Person
from tests.e2e.server import STUBS, Server, running

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("memory"), STUBS) as server:
        yield server


@pytest.fixture
def page(server: Server) -> Iterator[Page]:
    with browser_page(microphone=None, width_px=375) as page:
        yield page


def test_a_call_teaches_and_its_person_decides(page: Page, server: Server) -> None:
    person = Person(page, server.url)
    page.goto(f"{server.url}/memory")
    expect(page.locator("#memories-empty")).to_be_visible()
    page.goto(f"{server.url}/calls")
    expect(page.locator("#calls-empty")).to_be_visible()
    person.open_page()
    person.call_at_once()
    person.type("My cat is called Quillfeather. I live in Lisbon, and I love figs.")
    person.reads_answer_with("heard")
    person.end()

    taught = page.locator("#end-memories")
    taught.get_by_role("button", name="Keep: You live in Lisbon.").click()
    expect(taught).to_contain_text("Kept: You live in Lisbon.")
    taught.get_by_role("button", name="Forget: You love figs.").click()
    expect(taught).to_contain_text("Forgotten.")

    page.goto(f"{server.url}/memory")
    remembered = page.locator("#memories")
    expect(remembered).to_contain_text("You live in Lisbon.")
    expect(remembered).not_to_contain_text("figs")
    expect(remembered.locator("q").first).to_have_text("My cat is called Quillfeather")
    page.fill("#search-input", "cats")
    expect(remembered).not_to_contain_text("Lisbon")
    page.get_by_role("button", name="Forget: Your cat is called Quillfeather.").click()
    page.get_by_role("button", name="Forget it: Your cat is called Quillfeather.").click()
    expect(page.locator("#nothing-found")).to_be_visible()
    page.fill("#search-input", "")
    remembered.get_by_role("link").click()

    said = page.locator(".call-said")
    expect(said).to_contain_text("[forgotten]. I live in Lisbon")
    expect(said).not_to_contain_text("Quillfeather")
    assert page.evaluate("document.documentElement.scrollWidth") == 375

    page.get_by_role("button", name="Delete: Iris").click()
    page.get_by_role("button", name="Delete both").click()
    expect(page.locator("#calls-empty")).to_be_visible()
    page.goto(f"{server.url}/memory")
    expect(page.locator("#memories-empty")).to_be_visible()
    assert person.complaints == []
