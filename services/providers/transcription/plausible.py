"""Keeps a recogniser from what it does badly: silence, long pauses, and phrases without end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from services.domain import EAR_RATE_HZ
from services.providers.transcription.live import Samples

BLOCK_SAMPLES = EAR_RATE_HZ // 50
SILENCE_RMS = 0.002
"""-54 dB of full scale. Room noise may be louder; speech, even whispered, is not as quiet."""
QUIET_SHARE = 0.08
"""Of the loudest twentieth of the sound: what is quieter may be a pause."""
KEPT_BLOCKS = 8
"""On either side of a pause: 0.3 s are left of it altogether."""
MAX_LOOP_WORDS = 12
LOOP_TOKENS = 10
LOOP_TIMES = 3


def without_pauses(samples: Samples) -> Samples:
    """The sound with every pause shortened to a third of a second; nothing when all is silence.

    Words with long pauses between them are otherwise not heard at all.
    """
    blocks = samples[: len(samples) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
    levels = np.sqrt(np.square(blocks).mean(axis=1))
    if not len(levels) or levels.max() < SILENCE_RMS:
        return samples[:0]
    loud = levels > max(SILENCE_RMS, QUIET_SHARE * float(np.quantile(levels, 0.95)))
    near = np.convolve(loud, np.ones(2 * KEPT_BLOCKS + 1), "full")[KEPT_BLOCKS:-KEPT_BLOCKS] > 0
    return np.concatenate([blocks[near].ravel(), samples[blocks.size :]])


def loop_length(tokens: Sequence[int]) -> int:
    """How many of the last tokens only repeat those before them; 0 when that may be meant.

    "No no no" is meant; a phrase said three times over in `LOOP_TOKENS` or more is a loop.
    """
    for length in range(1, MAX_LOOP_WORDS + 1):
        times = max(LOOP_TIMES, -(-LOOP_TOKENS // length))
        tail = list(tokens[-length * times :])
        if len(tail) == length * times and tail == tail[:length] * times:
            return length * (times - 1)
    return 0
