"""Trains the classifier of words that call for care: ``python -m scripts.train_care``.

Reads ``services/safety/examples.toml``, writes ``classifier.npz`` beside it. The same examples give
the same classifier. Encoding takes some 15 ms an example.

Source: Adam with decoupled weight decay, https://arxiv.org/abs/1711.05101
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping

import numpy as np
from tqdm import tqdm

from services.contracts import Encoder
from services.providers.memory.embedded import EmbeddedEncoder
from services.safety.classifier import Classifier, Network, Numbers, softmax
from services.safety.judge import EXAMPLES, TRAINED, digest_of

HIDDEN = 64
NETWORKS = 5
EPOCHS = 16
BATCH = 64
RATE = 3e-3
DECAY = 0.05
NOISE = 0.3
"""Added to the inputs, in standard deviations: sentences near the examples count as well."""
DROPPED = 0.3
SMOOTHING = 0.05


def main() -> None:
    written = EXAMPLES.read_bytes()
    examples = tomllib.loads(written.decode())
    classifier = trained(encoded(examples, EmbeddedEncoder()), digest_of(written))
    TRAINED.write_bytes(classifier.saved())
    sys.stdout.write(f"{TRAINED}: {TRAINED.stat().st_size >> 10} KB\n")


def encoded(
    examples: Mapping[str, Mapping[str, Mapping[str, list[str]]]], encoder: Encoder
) -> dict[str, Numbers]:
    """By label, the vectors of its examples in all languages: as written, and as transcribed."""
    by_label: dict[str, list[str]] = {}
    for labels in examples.values():
        for label, themes in labels.items():
            by_label.setdefault(label, []).extend(text for rows in themes.values() for text in rows)
    return {
        label: vectors_of(encoder, [*texts, *(as_transcribed(text) for text in texts)])
        for label, texts in by_label.items()
    }


def as_transcribed(text: str) -> str:
    """Without capitals and most marks."""
    return "".join(letter for letter in text.lower() if letter not in ',.!?;:"')


def vectors_of(encoder: Encoder, texts: list[str]) -> Numbers:
    shown = tqdm(texts, disable=not sys.stderr.isatty())
    rows = [np.frombuffer(encoder.encode([text], asking=True)[0], "<f4") for text in shown]
    return np.stack(rows)


def trained(vectors: Mapping[str, Numbers], digest: str) -> Classifier:
    labels = tuple(vectors)
    inputs = np.vstack([vectors[label] for label in labels])
    targets = np.repeat(np.arange(len(labels)), [len(vectors[label]) for label in labels])
    mean, scale = inputs.mean(0), inputs.std(0) + 1e-6
    normed = ((inputs - mean) / scale).astype(np.float32)
    networks = [_network(normed, targets, len(labels), seed) for seed in range(NETWORKS)]
    return Classifier(labels, mean, scale, networks, digest)


def _network(inputs: Numbers, targets: np.ndarray, labels: int, seed: int) -> Network:
    random = np.random.default_rng(seed)
    numbers = inputs.shape[1]
    weights = [
        random.normal(0, (2 / numbers) ** 0.5, (numbers + 1, HIDDEN)).astype(np.float32),
        random.normal(0, (1 / HIDDEN) ** 0.5, (HIDDEN + 1, labels)).astype(np.float32),
    ]
    firsts = [np.zeros_like(each) for each in weights]
    seconds = [np.zeros_like(each) for each in weights]
    wanted = (1 - SMOOTHING) * np.eye(labels, dtype=np.float32)[targets] + SMOOTHING / labels
    step = 0
    for _ in range(EPOCHS):
        order = random.permutation(len(inputs))
        for start in range(0, len(order), BATCH):
            step += 1
            batch = order[start : start + BATCH]
            noisy = inputs[batch] + NOISE * random.normal(size=inputs[batch].shape)
            slopes = _slopes(noisy.astype(np.float32), wanted[batch], weights, random)
            for weight, slope, first, second in zip(weights, slopes, firsts, seconds, strict=True):
                first += 0.1 * (slope - first)
                second += 0.001 * (slope**2 - second)
                ahead, spread = first / (1 - 0.9**step), second / (1 - 0.999**step)
                weight -= RATE * (ahead / (np.sqrt(spread) + 1e-8) + DECAY * weight)
    return Network(*weights)


def _slopes(
    inputs: Numbers, wanted: Numbers, weights: list[Numbers], random: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """How the loss of a batch changes with each weight."""
    inward, outward = weights
    kept = (random.random((len(inputs), HIDDEN)) > DROPPED).astype(np.float32) / (1 - DROPPED)
    before = inputs @ inward[:-1] + inward[-1]
    hidden = np.maximum(before, 0) * kept
    missed = (softmax(hidden @ outward[:-1] + outward[-1]) - wanted) / len(inputs)
    back = (missed @ outward[:-1].T) * kept * (before > 0)
    return (
        np.vstack([inputs.T @ back, back.sum(0, keepdims=True)]),
        np.vstack([hidden.T @ missed, missed.sum(0, keepdims=True)]),
    )


if __name__ == "__main__":
    main()
