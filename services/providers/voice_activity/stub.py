"""Voice activity by loudness alone: any tone counts as speech."""

from __future__ import annotations

import numpy as np

from services.settings import Settings

LOUD = 0.02
"""Root mean square of a frame, full scale being 1."""


class StubVoiceActivity:
    name = "stub"

    @classmethod
    def from_settings(cls, settings: Settings) -> StubVoiceActivity:
        return cls()

    def close(self) -> None:
        """Nothing to give back."""

    def probability(self, frame: bytes) -> float:
        samples = np.frombuffer(frame, "<i2").astype(np.float32) / 32768
        return float(np.sqrt(np.mean(samples**2)) > LOUD)
