"""Hibari: a small and very fast English voice that comes inside its Python package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort
from hibari import dsp
from hibari.voices import voice_path

from services.domain import Voice
from services.engine.onnx_weights import with_unsigned_weights
from services.providers.speech import timed_model
from services.providers.speech.timed_model import Rendering

PADDING_ID = 0
DURATIONS = "/Cast_32_output_0"
LEAD_MS = 45
"""Measured at the edges of hisses and voiced sounds."""
VOICE = Voice("hibari/heart", "Heart, quick (American, warm)")


class Hibari:
    """The one voice inside the package; its others would have to be downloaded."""

    family = "hibari"
    max_chars = 240

    def __init__(self) -> None:
        path = Path(voice_path("heart", download_missing=False))
        self._session = timed_model.load(with_unsigned_weights(path), DURATIONS)

    def voices(self) -> Sequence[Voice]:
        return (VOICE,)

    def is_british(self, voice: Voice) -> bool:
        return False

    def render(self, ids: Sequence[int], voice: Voice, options: ort.RunOptions) -> Rendering:
        """The symbols as sound. Raises what ONNX Runtime raises once ``options`` terminate."""
        padded = np.array([[PADDING_ID, *ids, PADDING_ID]], np.int64)
        feeds = {"ids": padded, "speed": np.full(1, voice.pace, np.float32)}
        *spectrum, durations = self._session.run(None, feeds, options)
        samples = dsp.synth(*(part[0] for part in spectrum), np.random.default_rng(0))
        return Rendering(samples, timed_model.edges_ms(durations, LEAD_MS))
