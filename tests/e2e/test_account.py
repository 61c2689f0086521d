"""An account in two browsers: claimed, found again, and signed out in the middle of a call."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import browser_page, camera_file
from tests.e2e.person import Person
from tests.e2e.server import STUBS, Server, running
from tests.sounds import microphone
from tests.vendors.issuer import Issuer

pytestmark = [pytest.mark.browser, pytest.mark.server]
PHONE = {"width": 375, "height": 800}


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with Issuer() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("account"), {**STUBS, **issuer.settings()}) as server:
        issuer.redirect_uri = f"{server.url}/sign-in/issuer/back"
        yield server


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("devices")
    sound = microphone(folder / "microphone.wav", [])
    with browser_page(microphone=sound, camera=camera_file(folder / "camera.mjpeg", [])) as page:
        yield page


def fill(page: Page, email: str, password: str) -> None:
    page.fill("#email-input", email)
    page.fill("#password-input", password)
    page.click("#sign-in-button")


def test_an_account_in_two_browsers(page: Page, server: Server) -> None:
    person = Person(page, server.url)
    page.goto(f"{server.url}/account")
    expect(page.locator("#no-account")).to_be_visible()
    page.click("#no-account a")
    page.click("text=I am new")
    fill(page, "ada@example.org", "password123")
    expect(page.locator("#sign-in-form-error")).to_contain_text("most common")
    fill(page, "ada@example.org", "many small boats")
    expect(page.locator("#email-shown")).to_have_text("ada@example.org")
    page.fill("#name-input", "Ada")
    page.click("#name-form button")
    expect(page.locator("#notices")).to_contain_text("saved")
    page.fill("#token-input", "Doorbell")
    page.click("#token-form button")
    expect(page.locator("#access-shown")).to_have_value(re.compile(r"^ey\S+\.\S+\.\S+$"))

    assert page.context.browser is not None
    elsewhere = page.context.browser.new_context(viewport=PHONE).new_page()
    elsewhere.goto(f"{server.url}/sign-in")
    fill(elsewhere, "ada@example.org", "many small boats")
    expect(elsewhere.locator("#name-input")).to_have_value("Ada")
    expect(elsewhere.locator("#browsers li")).to_have_count(2)
    assert elsewhere.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    person.open_page()
    expect(page.locator(".door")).to_have_text("Account")
    person.call_at_once()
    elsewhere.click("#others-button")
    person.sees_screen("end")
    expect(page.locator("#end-reason")).to_contain_text("signed out")
    elsewhere.click("#sign-out-button")
    expect(elsewhere.locator(".door")).to_have_text("Sign in")
    page.goto(f"{server.url}/account")
    expect(page.locator("#no-account")).to_be_visible()


def test_signing_in_with_an_issuer(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sign-in")
    page.click("text=Sign in with Testers United")
    expect(page.locator("#issuer-shown")).to_have_text("You can sign in with it")
    expect(page.locator("#email-shown")).to_have_text("None yet")
