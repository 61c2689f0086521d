"""Text for vendors, and where its words sound when a vendor does not say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from services.domain import Sound, Speech, Timed

QUIET = 0.01
"""Samples below this are no speech."""
UNSPOKEN_MS = 20
"""What a text without a sound lasts."""


def parts(text: str, max_chars: int) -> Iterator[str]:
    """All words in order, joined by single spaces; only a longer word makes a longer part."""
    words: list[str] = []
    for word in text.split():
        if words and len(" ".join(words)) + 1 + len(word) > max_chars:
            yield " ".join(words)
            words = []
        words.append(word)
    if words:
        yield " ".join(words)


def has_sound(text: str) -> bool:
    """Whether there is anything to say."""
    return any(letter.isalnum() for letter in text)


def unspoken(text: str, rate_hz: int) -> Speech:
    """A short silence that carries the text."""
    sound = Sound(bytes(2 * rate_hz * UNSPOKEN_MS // 1000), rate_hz)
    return Speech(text, sound, words=tuple(Timed(0, 0, word) for word in text.split()))


def evenly(text: str, sound: Sound) -> Speech:
    """The words share what sounds, each by its length."""
    start_ms, end_ms = _voiced_ms(sound)
    words = text.split()
    ends = np.cumsum([len(word) + 1 for word in words])
    scale = (end_ms - start_ms) / ends[-1]
    times = [round(start_ms + end * scale) for end in (0, *ends)]
    timed = tuple(map(Timed, times[:-1], times[1:], words))
    return Speech(text, sound, words=timed)


def _voiced_ms(sound: Sound) -> tuple[float, float]:
    loud = np.flatnonzero(np.abs(sound.samples) > QUIET)
    if not len(loud):
        return 0.0, sound.duration_ms
    return loud[0] / sound.rate_hz * 1000, (loud[-1] + 1) / sound.rate_hz * 1000
