"""The looks on the contact sheet, as studio.js knows them."""

from __future__ import annotations

from benchmarks.studio import Look
from services.domain import Emotion

VISEMES = "sil PP FF TH DD kk CH SS nn RR aa E I O U".split()  # noqa: SIM905
REST: Look = ("rest", "")
BLINK: Look = ("weights", '{"blinkL": 1, "blinkR": 1}')
SMILE: Look = ("weights", '{"smile": 1}')
LOOKS: dict[str, Look] = {
    "picture": ("picture", ""),
    **{name: ("viseme", name) for name in VISEMES},
    **{str(emotion): ("emotion", str(emotion)) for emotion in Emotion},
    "blink": BLINK,
    "smile": SMILE,
}
"""By what stands above them."""
