"""Who speaks louder opens the mouth further."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.conversation.lipsync.mouth_shapes import MARKED, SILENT
from services.domain import Sound, Viseme

BLOCK_MS = 5
FULL_SHARE = 80
"""The percentile of loudness from which on a shape is made in full."""
MIN_LOUDNESS = 0.2
"""What is left of a shape that is made in a whisper."""


def as_loud_as(sound: Sound, shapes: Sequence[Viseme]) -> list[Viseme]:
    """The shapes, weaker where the sound is quieter; those that have to be seen as they were."""
    blocks = _energy(sound)
    levels = [_level(blocks, shape) for shape in shapes]
    full = float(np.percentile(levels, FULL_SHARE)) if levels else 0.0
    if full == 0.0:
        return list(shapes)
    return [
        _scaled(shape, MIN_LOUDNESS + (1 - MIN_LOUDNESS) * min(1.0, level / full))
        for shape, level in zip(shapes, levels, strict=True)
    ]


def _energy(sound: Sound) -> NDArray[np.float32]:
    """``(blocks,)`` of `BLOCK_MS` each: mean squares."""
    size = sound.rate_hz * BLOCK_MS // 1000
    samples = sound.samples
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    energy: NDArray[np.float32] = np.einsum("ij,ij->i", whole, whole) / np.float32(size)
    return energy


def _level(blocks: NDArray[np.float32], shape: Viseme) -> float:
    """The root mean square of the sound while a shape lasts."""
    during = blocks[shape.start_ms // BLOCK_MS : max(1, shape.end_ms // BLOCK_MS)]
    return float(during.mean()) ** 0.5 if len(during) else 0.0


def _scaled(shape: Viseme, share: float) -> Viseme:
    if shape.id in MARKED or shape.id == SILENT:
        return shape
    return Viseme(shape.start_ms, shape.end_ms, shape.id, round(shape.weight * share, 2))
