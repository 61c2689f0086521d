"""A small classifier of sentence vectors, trained by ``python -m scripts.train_care``."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer; the last row of its weights is a bias."""

    inward: Numbers
    """``(numbers + 1, hidden)``."""
    outward: Numbers
    """``(hidden + 1, labels)``."""

    def scores(self, inputs: Numbers) -> Numbers:
        hidden = np.maximum(inputs @ self.inward[:-1] + self.inward[-1], 0)
        scores: Numbers = hidden @ self.outward[:-1] + self.outward[-1]
        return scores


@dataclass(frozen=True, slots=True)
class Classifier:
    """Several networks, whose opinions are averaged."""

    labels: tuple[str, ...]
    mean: Numbers
    scale: Numbers
    networks: Sequence[Network]
    digest: str = ""
    """SHA-256 of the examples that it was trained with."""

    def probabilities(self, vectors: Numbers) -> Numbers:
        """``(n, labels)`` for ``(n, numbers)``; each row sums to 1."""
        inputs = (vectors - self.mean) / self.scale
        opinions = [softmax(network.scores(inputs)) for network in self.networks]
        mean: Numbers = np.mean(opinions, axis=0)
        return mean

    def saved(self) -> bytes:
        """As half-precision numbers."""
        file = io.BytesIO()
        halves = {
            "mean": self.mean,
            "scale": self.scale,
            "inward": np.stack([network.inward for network in self.networks]),
            "outward": np.stack([network.outward for network in self.networks]),
        }
        np.savez_compressed(
            file,
            labels=self.labels,
            digest=self.digest,
            **{name: row.astype(np.float16) for name, row in halves.items()},
        )
        return file.getvalue()

    @classmethod
    def loaded(cls, saved: bytes) -> Self:
        with np.load(io.BytesIO(saved)) as rows:
            inward, outward = (rows[name].astype(np.float32) for name in ("inward", "outward"))
            return cls(
                tuple(str(label) for label in rows["labels"]),
                rows["mean"].astype(np.float32),
                rows["scale"].astype(np.float32),
                [Network(*pair) for pair in zip(inward, outward, strict=True)],
                str(rows["digest"]),
            )


def softmax(scores: Numbers) -> Numbers:
    raised: Numbers = np.exp(scores - scores.max(1, keepdims=True))
    normed: Numbers = raised / raised.sum(1, keepdims=True)
    return normed
