"""Chromium with a microphone and a camera made of files, and an ear on what it plays."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from services.domain import Sound
from tests.sounds import write_wav
from tests.support.patience import hang_ms

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LISTENING = Path(__file__).with_name("listening.js")
FLAGS = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1"
"""Whatever a page asks of another machine fails at once."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud the page was, block by block, on the page's own clock."""

    at_ms: np.ndarray
    """``(n,) float64``: `performance.now` at the end of each block."""
    rms: np.ndarray
    """``(n,) float64 in [0, 1]``."""

    def between(self, start_ms: float, end_ms: float) -> float:
        """The loudest block in that time; 0 when there was none."""
        inside = self.rms[(self.at_ms > start_ms) & (self.at_ms <= end_ms)]
        return float(inside.max(initial=0.0))

    def last_over(self, level: float, *, after_ms: float, before_ms: float = np.inf) -> float:
        """When it was last louder than ``level`` in that time; its beginning if it never was."""
        inside = (self.rms > level) & (self.at_ms > after_ms) & (self.at_ms < before_ms)
        return float(self.at_ms[inside].max(initial=after_ms))

    def first_over(self, level: float, *, after_ms: float = 0) -> float:
        """When it first got louder than ``level``."""
        heard = self.at_ms[(self.rms > level) & (self.at_ms > after_ms)]
        assert len(heard), f"nothing louder than {level} after {after_ms} ms"
        return float(heard[0])


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that came over the page's socket."""

    name: str
    at_ms: float
    """`performance.now`."""


def executable() -> str | None:
    """Where Chromium is, if it is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser_page(
    *,
    microphone: Path | None,
    camera: Path | None = None,
    width_px: int = 1280,
    height_px: int = 800,
    dark: bool = False,
) -> Iterator[Page]:
    """A fresh person's page. The microphone's file begins when the page first listens.

    Without a file the page's microphone hears what `say` gives it, and nothing else.
    """
    flags = [*FLAGS, NOWHERE]
    if microphone is not None:
        flags.append(f"--use-file-for-fake-audio-capture={microphone}%noloop")
    if camera is not None:
        flags.append(f"--use-file-for-fake-video-capture={camera}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(),
            args=flags,
            chromium_sandbox=False,
            timeout=hang_ms(30_000),
        )
        context = browser.new_context(
            viewport={"width": width_px, "height": height_px},
            color_scheme="dark" if dark else "light",
            permissions=["microphone", "camera"],
        )
        context.add_init_script(f"window.microphoneOfTest = {str(microphone is None).lower()};")
        context.add_init_script("localStorage.greet ??= 'no';")
        context.add_init_script(path=LISTENING)
        context.set_default_timeout(hang_ms(30_000))
        expect.set_options(timeout=hang_ms())
        try:
            yield context.new_page()
        finally:
            context.close()
            browser.close()


def say(page: Page, sound: Sound) -> float:
    """Begin to say something into the page's microphone; when it will end, by the page's clock."""
    file = io.BytesIO()
    write_wav(file, sound)
    end_ms = page.evaluate(
        "wav => window.listening.say(wav)", base64.b64encode(file.getvalue()).decode()
    )
    return float(end_ms)


def played(page: Page) -> Loudness:
    """How loud everything was that the page has sent to its speaker."""
    return _loudness(page, "speaker")


def spoken(page: Page) -> Loudness:
    """How loud the page's microphone has been."""
    return _loudness(page, "microphone")


def arrivals(page: Page, name: str) -> list[Arrival]:
    """When each event of that name came over the socket, in order."""
    rows = page.evaluate("() => window.listening.arrivals")
    return [Arrival(event, at_ms) for event, at_ms in rows if event == name]


def camera_file(path: Path, pictures: Sequence[Image.Image]) -> Path:
    """A motion JPEG of these pictures for Chromium's fake camera, which repeats it for ever."""
    with path.open("wb") as file:
        for picture in pictures:
            frame = io.BytesIO()
            picture.convert("RGB").resize((640, 480)).save(frame, "JPEG", quality=80)
            file.write(frame.getvalue())
    return path


def _loudness(page: Page, of: str) -> Loudness:
    rows = page.evaluate("of => window.listening.loudness[of]", of)
    table = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return Loudness(table[:, 0], table[:, 1])
