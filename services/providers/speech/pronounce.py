"""Spoken words as the symbols that the speech models read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hibari.g2p import G2P
from hibari.tts import ASSETS


@dataclass(frozen=True, slots=True)
class Symbol:
    """A phoneme, stress mark, punctuation mark or space, in misaki's alphabet."""

    text: str
    id: int
    """As both families of models number it."""
    word: int
    """The index of the word that it belongs to."""


class Pronouncer:
    """English spelling to sound, American or British."""

    def __init__(self, *, british: bool) -> None:
        self._g2p = G2P(british=british)
        self._ids: dict[str, int] = json.loads((Path(ASSETS) / "vocab.json").read_text("utf-8"))

    def symbols(self, spoken: Sequence[str]) -> list[Symbol]:
        """The symbols of all words in order; an item may hold no word, or several."""
        owners = [index for index, text in enumerate(spoken) for _ in text.split()]
        if not owners:
            return []
        found, at = [], 0
        line = " ".join(" ".join(spoken).split())
        for token in self._g2p.phonemize_tokens(self._g2p.tokenize(line)):
            text = (token.phonemes or "") + (" " if token.whitespace else "")
            found += [
                Symbol(symbol, self._ids[symbol], owners[at])
                for symbol in text
                if symbol in self._ids
            ]
            at = min(at + bool(token.whitespace), len(owners) - 1)
        return found
