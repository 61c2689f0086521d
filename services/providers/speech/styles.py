"""The styles that make Kokoro's voices, and mixes of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.domain import Voice
from services.errors import ProviderRefused

NUMBERS = 256
"""The first half is how a voice sounds, the second how it moves."""
HEADER = b"mix1"
MIXES_KEPT = 16
NAMES = (
    "af_alloy", "af_aoede", "af_bella", "af_heart", "af_jessica", "af_kore", "af_nicole",
    "af_nova", "af_river", "af_sarah", "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir",
    "am_liam", "am_michael", "am_onyx", "am_puck", "am_santa", "bf_alice", "bf_emma",
    "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george", "bm_lewis",
)  # fmt: skip
"""What a mix is of, in its order: it stays as it is, for the sake of the mixes that people have."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mix:
    """A style between the voices."""

    shares: Floats
    """``(len(NAMES),)``, together 1."""
    shift: Floats
    """``(NUMBERS,)``, added to all of the mixed style."""

    def __bytes__(self) -> bytes:
        """As `Voice.style`: the header, then both as little-endian float32, 1,140 bytes."""
        return HEADER + np.concatenate([self.shares, self.shift]).astype("<f4").tobytes()

    @classmethod
    def from_bytes(cls, style: bytes) -> Mix:
        """Raises `ProviderRefused` for what is none."""
        if len(style) != len(HEADER) + 4 * (len(NAMES) + NUMBERS) or style[:4] != HEADER:
            raise ProviderRefused("that is no style of a matched voice")
        numbers = np.frombuffer(style, "<f4", offset=len(HEADER)).astype(np.float32)
        return cls(numbers[: len(NAMES)], numbers[len(NAMES) :])

    @property
    def is_british(self) -> bool:
        """Whether most of it is of British voices."""
        british = [name.startswith("b") for name in NAMES]
        return bool(self.shares[british].sum() > 0.5)


class Styles:
    """A folder of styles, each read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.named = cache(self._read)
        self._mixed = lru_cache(MIXES_KEPT)(self._mix)

    def of(self, voice: Voice) -> Floats:
        """``(510, 256)``: the voice, once for each number of symbols."""
        return self._mixed(voice.style) if voice.style else self.named(voice.id.partition("/")[2])

    def rows(self, symbols: int) -> Floats:
        """``(len(NAMES), 256)``: every voice, for that number of symbols."""
        return np.stack([row(self.named(name), symbols) for name in NAMES])

    def _read(self, name: str) -> Floats:
        path = self._folder / f"{name}.bin"
        return np.fromfile(path, "<f4").astype(np.float32).reshape(-1, NUMBERS)

    def _mix(self, style: bytes) -> Floats:
        mix = Mix.from_bytes(style)
        used = np.flatnonzero(mix.shares)
        styles = np.stack([self.named(NAMES[index]) for index in used])
        mixed: Floats = np.tensordot(mix.shares[used], styles, 1) + mix.shift
        return mixed


def row(style: Floats, symbols: int) -> Floats:
    """``(256,)``: the style for that number of symbols."""
    found: Floats = style[min(symbols, len(style)) - 1]
    return found
