"""Speech models that also tell how long each of their symbols lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from services.engine.onnx_session import open_session

RATE_HZ = 24_000
DURATION_UNIT_MS = 25
"""What one step of a predicted duration lasts: 600 samples."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a model made of a row of symbols."""

    samples: NDArray[np.float32]
    """``(n,)`` at `RATE_HZ`, untrimmed."""
    edges_ms: NDArray[np.float64]
    """``(symbols + 1,)`` ascending: where each symbol starts, and where the last ends."""

    @property
    def duration_ms(self) -> float:
        return len(self.samples) * 1000 / RATE_HZ


def joined(parts: Sequence[Rendering]) -> Rendering:
    """One rendering after the other; what is silent between them belongs to the earlier symbol."""
    starts_ms = np.cumsum([0.0, *(part.duration_ms for part in parts)])
    edges = [part.edges_ms[:-1] + start for part, start in zip(parts, starts_ms, strict=False)]
    end = parts[-1].edges_ms[-1:] + starts_ms[-2]
    return Rendering(
        np.concatenate([part.samples for part in parts]), np.concatenate([*edges, end])
    )


def load(model: bytes, durations: str) -> ort.InferenceSession:
    """The model with the inner tensor ``durations`` as an additional, last output. One thread.

    Its memory is given back after each run: an arena would keep what the longest piece took, 150 MB
    with Kokoro, and is not faster.
    """
    return open_session(model + _additional_output(durations), memory_arena=False)


def edges_ms(durations: NDArray[np.int64], lead_ms: float) -> NDArray[np.float64]:
    """Where each symbol between the two paddings starts, and where the last one ends.

    ``lead_ms`` is how far the sound runs ahead of the predicted durations.
    """
    ends = np.cumsum(durations.ravel()[:-1]) * DURATION_UNIT_MS
    clipped: NDArray[np.float64] = np.maximum(0.0, ends - lead_ms)
    return clipped


def _additional_output(tensor: str) -> bytes:
    """A piece of ``ModelProto`` that adds an output once it is appended to a serialized model.

    Protocol buffers merge a message field that occurs twice: ``graph`` is field 7 of a model,
    ``output`` field 12 of a graph and ``name`` field 1 of a value.
    Source: https://protobuf.dev/programming-guides/encoding/#last-one-wins
    """
    return _field(7, _field(12, _field(1, tensor.encode())))


def _field(number: int, payload: bytes) -> bytes:
    """A length-delimited field; shorter than 128 bytes, so that one byte holds its length."""
    return bytes((number << 3 | 2, len(payload))) + payload
