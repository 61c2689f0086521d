"""Someone at the page: what they do, and what they see and hear."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.chromium import LISTENING
from tests.support.patience import hang_ms

AUDIBLE = 0.01
"""Root mean square of a block that can be heard, full scale being 1."""
READY_MS = hang_ms(20_000)
ANSWER_MS = hang_ms(30_000)


class Person:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        """What the browser's console complained of."""
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note_complaint)

    def open_page(self) -> None:
        self.page.goto(self.url)
        self.sees_screen("welcome")
        expect(self.page.locator("#companion-cards input").first).to_be_attached()

    def call_at_once(self) -> None:
        self.page.click("#skip-button")
        self._is_through()

    def call_after_check(self) -> None:
        self.page.click("#continue-button")
        self.sees_screen("check")
        self.page.click("#call-button")
        self._is_through()

    def is_far_away(self) -> None:
        """From now on the network is slow."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 5, "downloadThroughput": 1e7, "uploadThroughput": 3e5},
        )

    def type(self, text: str) -> None:
        if self.page.get_attribute("#call", "data-chat") != "open":
            self.page.click("#chat-button")
        self.page.fill("#type-input", text)
        self.page.press("#type-input", "Enter")

    def interrupt(self) -> None:
        self.page.click("#stop-button")

    def end(self) -> None:
        self.page.click("#end-button")
        self.sees_screen("end")

    def sees_screen(self, name: str) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-screen", name, timeout=READY_MS)

    def sees_state(self, state: str, *, timeout_ms: float = ANSWER_MS) -> None:
        expect(self.page.locator("#call")).to_have_attribute(
            "data-state", state, timeout=timeout_ms
        )

    def sees_connection(self, connection: str) -> None:
        expect(self.page.locator("#call")).to_have_attribute(
            "data-connection", connection, timeout=READY_MS
        )

    def is_heard_as(self, words: str, *, timeout_ms: float = ANSWER_MS) -> None:
        expect(self.page.locator("#caption-user")).to_contain_text(words, timeout=timeout_ms)

    def reads_answer_with(self, words: str, *, timeout_ms: float = ANSWER_MS) -> None:
        expect(self.page.locator("#caption-companion")).to_contain_text(words, timeout=timeout_ms)

    def hears_answers(self, count: int, *, timeout_ms: float = hang_ms(120_000)) -> None:
        """So many answers are over, heard to the end or not."""
        self.page.wait_for_function(
            "count => window.listening.arrivals"
            ".filter(([name]) => name === 'ai_response').length >= count",
            arg=count,
            timeout=timeout_ms,
        )

    def said_by(self, speaker: str) -> list[str]:
        """What the server has of the only call, by ``user`` or ``companion``."""
        [call] = self.own_calls()
        return [said["text"] for said in call["messages"] if said["speaker"] == speaker]

    def hears_sound(self, *, timeout_ms: float = ANSWER_MS) -> None:
        """Something is loud just now."""
        self.page.wait_for_function(
            f"() => window.listening.loudness.speaker.slice(-8).some(([, rms]) => rms > {AUDIBLE})",
            timeout=timeout_ms,
        )

    def hears_silence(self) -> None:
        """Nothing has been loud for a while."""
        recent = "window.listening.loudness.speaker.slice(-40)"
        self.page.wait_for_function(
            f"() => {recent}.every(([, rms]) => rms < {AUDIBLE})", timeout=ANSWER_MS
        )

    def own_calls(self) -> list[dict[str, Any]]:
        """The server's record of this person's calls, newest first."""
        listed = self._get("/api/calls")["calls"]
        return [self._get(f"/api/calls/{call['id']}") for call in listed]

    def _get(self, path: str) -> dict[str, Any]:
        response = self.page.request.get(f"{self.url}{path}")
        assert response.ok, f"{path}: {response.status}"
        answer: dict[str, Any] = response.json()
        return answer

    def _is_through(self) -> None:
        self.sees_screen("call")
        self.sees_connection("open")

    def _note_complaint(self, message: Any) -> None:
        url = message.location.get("url", "")
        if message.type in ("error", "warning") and not url.endswith(LISTENING.name):
            self.complaints.append(f"{message.text} ({url})")
