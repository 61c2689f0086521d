"""Kokoro-82M: fuller voices than Hibari's, at some twenty times its work."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort

from services.domain import Voice
from services.providers.speech import timed_model
from services.providers.speech.styles import Floats, Mix, Styles, row
from services.providers.speech.timed_model import Rendering

PADDING_ID = 0
DURATIONS = "/encoder/Clip_output_0"
LEAD_MS = 50
"""Measured at the edges of hisses and voiced sounds, over four voices."""
LABELS = {
    "af_heart": "Heart (American, warm)",
    "af_bella": "Bella (American, lively)",
    "af_sarah": "Sarah (American, composed)",
    "af_kore": "Kore (American, calm)",
    "af_nicole": "Nicole (American, whispering)",
    "am_michael": "Michael (American, friendly man)",
    "am_fenrir": "Fenrir (American, deep man)",
    "am_puck": "Puck (American, playful man)",
    "bf_emma": "Emma (British, clear)",
    "bf_isabella": "Isabella (British, soft)",
    "bm_george": "George (British, mature man)",
    "bm_fable": "Fable (British, storytelling man)",
}
"""Those of the English voices that their makers graded best.

Source: https://huggingface.co/hexgrad/Kokoro-82M/blob/main/VOICES.md
"""


class Kokoro:
    """Its own voices, and any mix of them that `Voice.style` describes.

    The model is read when it first speaks, since many calls never need it.
    """

    family = "kokoro"
    max_chars = 120

    def __init__(self, model: Path, styles: Path) -> None:
        self._model = model
        self._styles = Styles(styles)
        self._loading = threading.Lock()
        self._loaded: ort.InferenceSession | None = None

    def voices(self) -> Sequence[Voice]:
        return tuple(Voice(f"{self.family}/{name}", label) for name, label in LABELS.items())

    def is_british(self, voice: Voice) -> bool:
        if voice.style:
            return Mix.from_bytes(voice.style).is_british
        return voice.id.startswith(f"{self.family}/b")

    def render(self, ids: Sequence[int], voice: Voice, options: ort.RunOptions) -> Rendering:
        """The symbols as sound. Raises what ONNX Runtime raises once ``options`` terminate."""
        style = row(self._styles.of(voice), len(ids))
        return self.render_style(ids, style, options, pace=voice.pace)

    def render_style(
        self,
        ids: Sequence[int],
        style: Floats,
        options: ort.RunOptions | None = None,
        *,
        pace: float = 1.0,
    ) -> Rendering:
        """The same with a style of ``(256,)``."""
        feeds = {
            "tokens": np.array([[PADDING_ID, *ids, PADDING_ID]], np.int64),
            "style": style[None],
            "speed": np.full(1, pace, np.float32),
        }
        samples, durations = self._session().run(None, feeds, options)
        return Rendering(samples.ravel(), timed_model.edges_ms(durations, LEAD_MS))

    def _session(self) -> ort.InferenceSession:
        with self._loading:
            if self._loaded is None:
                self._loaded = timed_model.load(self._model.read_bytes(), DURATIONS)
            return self._loaded
