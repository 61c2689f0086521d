"""End of turn by Smart-Turn v3.2, which listens to the melody, blended with the words.

On 62 finished utterances and 68 that were cut between two words, over 0.7 / over 0.4 came out:
the melody alone, 82 / 84 % of the finished and 19 / 28 % of the cut; blended, 74 / 84 % and
13 / 25 %. So the blend is no gate, but a fair way to choose how long to wait.

Source: https://github.com/pipecat-ai/smart-turn (BSD-2-Clause)
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from services.domain import EAR_RATE_HZ, Sound
from services.engine import weights
from services.engine.onnx_session import open_session
from services.errors import BadInput
from services.providers.turn_end.log_mel import log_mel, normalised
from services.providers.turn_end.unfinished import evidence
from services.settings import Settings

HEARD_SAMPLES = 8 * EAR_RATE_HZ
"""The last 8 s; a shorter utterance has silence in front."""
MELODY_WEIGHT = 0.7
SURE_ENOUGH = 1e-4
"""The model's answers are kept this far from 0 and 1, so that no answer is certain."""


class SmartTurn:
    """About 35 ms on one thread; its method may be called from many threads."""

    name = "embedded"

    def __init__(self, model: Path) -> None:
        self._session: Any = open_session(model)

    @classmethod
    def from_settings(cls, settings: Settings) -> SmartTurn:
        folder = weights.folder(settings.weights_dir, "smart-turn-v3.2")
        return cls(folder / "model.onnx")

    def probability(self, sound: Sound, words: str) -> float:
        """The log-odds of the melody, tempered, plus those of the words (see `evidence`)."""
        if sound.rate_hz != EAR_RATE_HZ:
            raise BadInput(f"Sound must be at {EAR_RATE_HZ} Hz, not {sound.rate_hz}.")
        melody = min(max(self.melody(sound), SURE_ENOUGH), 1 - SURE_ENOUGH)
        odds = MELODY_WEIGHT * math.log(melody / (1 - melody)) + evidence(words)
        return 1 / (1 + math.exp(-odds))

    def melody(self, sound: Sound) -> float:
        """0 to 1 that the person has finished, by the sound alone."""
        samples = sound.samples[-HEARD_SAMPLES:]
        samples = np.pad(samples, (HEARD_SAMPLES - len(samples), 0))
        features = log_mel(normalised(samples))[None]
        return float(self._session.run(None, {"input_features": features})[0].item())
