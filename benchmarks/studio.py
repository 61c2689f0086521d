"""Faces rendered by the page's own renderer in Chromium."""

from __future__ import annotations

import base64
import functools
import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.chromium import FLAGS, executable

ROOT = Path(__file__).resolve().parents[1]
PAGE = b'<!doctype html><body><script type="module" src="/benchmarks/studio.js"></script>'
NO_WEBGL = ("--disable-gpu", "--disable-3d-apis")

Look = tuple[str, str]
"""Kind and name, as studio.js knows them: ``("viseme", "aa")``."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """Someone to draw."""

    name: str
    picture: bytes
    picture_type: str
    rig: bytes


@dataclass(frozen=True, slots=True)
class Session:
    """What a sitter looked like."""

    shown: dict[Look, Image.Image]
    places: dict[Look, NDArray[np.float64]]
    """``(n, 2)``: where the vertices are, in pixels."""
    kind: str
    """``webgl2`` or ``2d``."""
    frame_ms: float
    """To draw one frame and read it back."""


class Studio:
    """A page to draw on."""

    def __init__(
        self, browser: Browser, url: str, files: dict[str, tuple[bytes, str]], **screen: Any
    ) -> None:
        self._browser, self._url, self._files = browser, url, files
        self._page = browser.new_page(**screen)
        self._page.goto(url)
        self._page.wait_for_function("'render' in window")

    def beside(self, **screen: Any) -> Studio:
        """Another one, with what Playwright's `Browser.new_page` takes for its screen."""
        return Studio(self._browser, self._url, self._files, **screen)

    def close(self) -> None:
        self._page.close()

    def render(self, sitter: Sitter, looks: Sequence[Look], side_px: int = 512) -> Session:
        """The sitter with each of these looks."""
        picture, rig = self.seat(sitter)
        wish = {"picture": picture, "rig": rig, "side": side_px, "looks": list(map(list, looks))}
        made: dict[str, Any] = self._page.evaluate("wish => render(wish)", wish)
        images = [image_of(url) for url in made["shown"]]
        places = [np.array(flat).reshape(-1, 2) for flat in made["places"]]
        return Session(
            dict(zip(looks, images, strict=True)),
            dict(zip(looks, places, strict=True)),
            made["kind"],
            made["frame_ms"],
        )

    def seat(self, sitter: Sitter) -> tuple[str, str]:
        """Where the page finds the sitter's picture and rig."""
        picture, rig = f"/{sitter.name}/picture", f"/{sitter.name}/rig.json"
        if sitter.picture_type == "image/svg+xml":
            picture += ".svg"
        self._files[picture] = (sitter.picture, sitter.picture_type)
        self._files[rig] = (sitter.rig, "application/json")
        return picture, rig

    def evaluate(self, script: str, argument: object = None) -> Any:
        """What a script of the page returns."""
        return self._page.evaluate(script, argument)

    def heap_bytes(self) -> int:
        """What the page's script keeps, once its garbage is collected."""
        session = self._page.context.new_cdp_session(self._page)
        session.send("HeapProfiler.collectGarbage")
        used: int = session.send("Runtime.getHeapUsage")["usedSize"]
        session.detach()
        return used


@contextmanager
def studio(*, webgl: bool = True) -> Iterator[Studio]:
    files: dict[str, tuple[bytes, str]] = {"/": (PAGE, "text/html")}
    with _serving(files) as url, sync_playwright() as playwright:
        flags = [*FLAGS, *(() if webgl else NO_WEBGL)]
        if not webgl:
            flags = [flag for flag in flags if "swiftshader" not in flag]
        browser = playwright.chromium.launch(
            executable_path=executable(), args=flags, chromium_sandbox=False
        )
        yield Studio(browser, url, files)
        browser.close()


@contextmanager
def _serving(files: dict[str, tuple[bytes, str]]) -> Iterator[str]:
    """The repository's files and, above them, these."""

    class Files(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in files:
                super().do_GET()
                return
            content, content_type = files[self.path]
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Requests are not worth a line."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Files, directory=str(ROOT)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def image_of(data_url: str) -> Image.Image:
    """What a canvas says that it shows."""
    return Image.open(io.BytesIO(base64.b64decode(data_url.partition(",")[2]))).convert("RGB")
