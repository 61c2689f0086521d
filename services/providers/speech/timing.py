"""When each phoneme and each word of a piece sounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from services.domain import Timed
from services.providers.speech.pronounce import Symbol

MARKS = frozenset(' ;:,.!?—…"()“”')
IPA = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ",
    "T": "ɾ", "S": "ʃ", "ᵊ": "ə", "ᵻ": "ɪ", "ɐ": "ə",
}  # fmt: skip
"""Misaki's shorthand, written out; its other symbols are IPA already.

Source: https://github.com/hexgrad/misaki/blob/main/EN_PHONES.md
"""


def phoneme_times(
    symbols: Sequence[Symbol], edges_ms: NDArray[np.float64], end_ms: float
) -> tuple[Timed, ...]:
    """IPA symbols and stress marks, ascending; marks of punctuation and spaces are gaps.

    ``edges_ms`` holds the start of every symbol and the end of the last; a diphthong's time is
    shared by its two halves.
    """
    return tuple(
        timed
        for symbol, start, end in _within(symbols, edges_ms, end_ms)
        if symbol.text not in MARKS
        for timed in _split(IPA.get(symbol.text, symbol.text), start, end)
    )


def word_times(
    written: Sequence[str], symbols: Sequence[Symbol], edges_ms: NDArray[np.float64], end_ms: float
) -> tuple[Timed, ...]:
    """Every written word; one without a sound of its own takes no time, after the word before."""
    spans: dict[int, tuple[int, int]] = {}
    for symbol, start, end in _within(symbols, edges_ms, end_ms):
        if symbol.text not in MARKS:
            spans[symbol.word] = (spans.get(symbol.word, (start, end))[0], end)
    words, latest = [], 0
    for index, text in enumerate(written):
        start, latest = spans.get(index, (latest, latest))
        words.append(Timed(start, latest, text))
    return tuple(words)


def _within(
    symbols: Sequence[Symbol], edges_ms: NDArray[np.float64], end_ms: float
) -> Iterator[tuple[Symbol, int, int]]:
    """Each symbol with its start and end in whole milliseconds, none outside the sound."""
    edges = np.clip(edges_ms, 0, end_ms).astype(int).tolist()
    yield from zip(symbols, edges[:-1], edges[1:], strict=True)


def _split(ipa: str, start_ms: int, end_ms: int) -> Iterator[Timed]:
    step = (end_ms - start_ms) / len(ipa)
    for index, text in enumerate(ipa):
        yield Timed(int(start_ms + index * step), int(start_ms + (index + 1) * step), text)
