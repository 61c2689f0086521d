"""Hibari: a small and very fast English voice that comes inside its Python package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort
from hibari import dsp
from hibari.voices import VOICES, voice_path

from services.domain import Voice
from services.providers.speech import timed_model
from services.providers.speech.timed_model import Rendering

PADDING_ID = 0
DURATIONS = "/Cast_32_output_0"
LEAD_MS = 35
"""Measured against the onset of energy after a stop."""
LABELS = {
    "heart": "Heart, quick (American, warm)",
    "fenrir": "Fenrir, quick (American, deep)",
    "emma": "Emma, quick (British, clear)",
    "fable": "Fable, quick (British, storyteller)",
    "kore": "Kore, quick (American, calm)",
}


class Hibari:
    """The voices inside the package; any other would have to be downloaded."""

    family = "hibari"
    max_chars = 240

    def __init__(self) -> None:
        self._sessions = {
            name: timed_model.load(Path(voice_path(name, download_missing=False)), DURATIONS)
            for name, facts in VOICES.items()
            if facts.get("bundled")
        }

    def voices(self) -> Sequence[Voice]:
        return tuple(Voice(f"{self.family}/{name}", LABELS[name]) for name in self._sessions)

    def is_british(self, name: str) -> bool:
        return bool(VOICES[name]["british"])

    def render(self, ids: Sequence[int], name: str, options: ort.RunOptions) -> Rendering:
        """The symbols as sound. Raises what ONNX Runtime raises once ``options`` terminate."""
        padded = np.array([[PADDING_ID, *ids, PADDING_ID]], np.int64)
        feeds = {"ids": padded, "speed": np.ones(1, np.float32)}
        *spectrum, durations = self._sessions[name].run(None, feeds, options)
        samples = dsp.synth(*(part[0] for part in spectrum), np.random.default_rng(0))
        return Rendering(samples, timed_model.edges_ms(durations, LEAD_MS))
