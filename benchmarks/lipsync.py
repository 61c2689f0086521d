"""How well the mouth that is seen goes with the sound that is heard.

    python -m benchmarks.lipsync

Ten sentences are played as in a call, in Chromium, on the audio clock. How far the mouth is open is
read from each drawn frame by a face mesh, and compared with how loud the sound is at that time.

``mouth_late_ms`` is the shift at which the two fit best: above zero the sound leads the mouth. The
limits are those of ITU-R BT.1359: detected from 45 ms on when sound leads and from 125 ms on when
it lags, not acceptable from 90 ms and 185 ms on.
"""

from __future__ import annotations

import base64
import io
import json
import mimetypes
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page, Route, sync_playwright

from benchmarks.fit import Curve, Fit, fit, loudness
from benchmarks.report import machine
from services.conversation.lipsync.visemes import visemes
from services.domain import Speech
from services.portraits.landmarks import Landmarks
from services.providers.portraits.embedded import EmbeddedRigger
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import VOICE, Hibari
from tests.e2e.chromium import FLAGS, executable
from tests.photos import grace

SENTENCES = (
    "Hello there, it is lovely to see your face again!",
    "You look a little tired this evening, how was your day?",
    "I remember that you wanted to visit your sister last weekend.",
    "That sounds wonderful, tell me everything about it.",
    "My favourite part of the morning is a quiet cup of coffee.",
    "I am sorry to hear that, it must have been really hard.",
    "Maybe we could try something completely different tomorrow.",
    "Your dog is called Biscuit, and he loves long walks by the river.",
    "Honestly, I have no idea, but I would love to find out.",
    "Take care of yourself, and call me whenever you like.",
)
ROOT = Path(__file__).resolve().parents[1]
HOST = "http://lipsync.test/"
PAGE = '<!doctype html><body><script type="module" src="/benchmarks/lipsync.js"></script>'
SIDE_PX = 512
UPPER_LIP, LOWER_LIP, FOREHEAD, CHIN = 13, 14, 10, 152
LEADS_MS, LAGS_MS = 45, 125
"""Where a viewer begins to notice that sound leads, or lags."""
WORST_LEADS_MS, WORST_LAGS_MS = 90, 185
MIN_CORRELATION = 0.6


@dataclass(frozen=True, slots=True)
class Seen:
    """One sentence, as it was seen."""

    at_ms: Curve
    """``(frames,)`` from the start of the sound."""
    open: Curve
    """``(frames,)`` gap between the lips as a share of the face's height."""
    draw_ms: float


def main() -> None:
    fits, frames, draw_ms = [], 0, []
    speech, landmarks = EmbeddedSpeech([Hibari()]), Landmarks()
    with _page() as page:
        page.evaluate("side => sit(side)", SIDE_PX)
        for text in SENTENCES:
            (said,) = speech.speak(text, VOICE)
            seen = _seen(page, said, landmarks)
            fits.append(fit(loudness(said.sound), seen.at_ms, seen.open))
            frames += len(seen.at_ms)
            draw_ms.append(seen.draw_ms)
    print(json.dumps(_report(fits, frames, statistics.median(draw_ms)), indent=2))


def _report(fits: list[Fit], frames: int, draw_ms: float) -> dict[str, Any]:
    late_ms = [one.mouth_late_ms for one in fits]
    correlations = [one.correlation for one in fits]
    low_ms, median_ms, high_ms = (float(np.percentile(late_ms, share)) for share in (5, 50, 95))
    return {
        "machine": machine(),
        "side_px": SIDE_PX,
        "frames": frames,
        "draw_and_keep_ms": round(draw_ms, 1),
        "mouth_late_ms": {"median": median_ms, "p5": round(low_ms), "p95": round(high_ms)},
        "correlation": {
            "median": round(statistics.median(correlations), 2),
            "least": round(min(correlations), 2),
        },
        "sentences": [f"{one.mouth_late_ms} ms, {one.correlation:.2f}" for one in fits],
        "in_time": -LAGS_MS <= median_ms <= LEADS_MS
        and low_ms >= -WORST_LAGS_MS
        and high_ms <= WORST_LEADS_MS,
        "together": statistics.median(correlations) >= MIN_CORRELATION,
    }


@contextmanager
def _page() -> Iterator[Page]:
    """The page with its face, and nobody's head moving."""
    photo = grace().jpeg
    made = {
        "": (PAGE.encode(), "text/html"),
        "picture.jpg": (photo, "image/jpeg"),
        "rig.json": (EmbeddedRigger(Landmarks()).rig(photo).json, "application/json"),
    }

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        file = ROOT / path
        body, kind = made.get(path) or (file.read_bytes(), mimetypes.guess_type(file)[0])
        route.fulfill(body=body, content_type=kind)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=list(FLAGS), chromium_sandbox=False
        )
        page = browser.new_page(reduced_motion="reduce")
        page.route(f"{HOST}**", answer)
        page.goto(HOST)
        page.wait_for_function("'perform' in window")
        yield page
        browser.close()


def _seen(page: Page, said: Speech, landmarks: Landmarks) -> Seen:
    track = [[v.start_ms, v.end_ms, v.id, v.weight] for v in visemes(said)]
    made = page.evaluate(
        "said => perform(said)",
        {
            "audio": base64.b64encode(said.sound.pcm).decode(),
            "rate_hz": said.sound.rate_hz,
            "duration_ms": said.sound.duration_ms,
            "visemes": track,
            "emotion": "neutral",
        },
    )
    at_ms = np.array([at_s * 1000 for at_s, _ in made["frames"]])
    opened = np.array([_opening(landmarks, jpeg) for _, jpeg in made["frames"]])
    return Seen(at_ms, opened, made["draw_ms"])


@cache
def _opening(landmarks: Landmarks, data_url: str) -> float:
    jpeg = base64.b64decode(data_url.partition(",")[2])
    points = landmarks.find(np.asarray(Image.open(io.BytesIO(jpeg)))).points
    height = np.linalg.norm(points[CHIN, :2] - points[FOREHEAD, :2])
    return float((points[LOWER_LIP, 1] - points[UPPER_LIP, 1]) / height)


if __name__ == "__main__":
    main()
