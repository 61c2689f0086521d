"""Moonshine base-en: English, 8 bits, on one thread, about 0.02 s for a second of sound.

Source: https://github.com/moonshine-ai/moonshine (MIT)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from services.domain import EAR_RATE_HZ, Sound
from services.engine import weights
from services.engine.onnx_session import open_session
from services.errors import ProviderRefused
from services.providers.transcription.live import LiveTranscripts, Samples, Stopped
from services.providers.transcription.plausible import loop_length, without_pauses
from services.settings import Settings

START, END = 1, 2
"""Tokens."""
TOKENS_PER_S, TOKENS_AT_LEAST = 6.5, 4
"""No one says more; the model invents more. Source: the model card of moonshine-base."""
SHORT_S, PADDING_S = 1.0, 0.3
"""Shorter sound is heard better with some silence after it; longer sound is not."""


class Moonshine:
    """Loads in about half a second; its methods may be called from many threads."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self._encoder = open_session(folder / "encoder_model.int8.onnx")
        self._first = open_session(folder / "first.int8.onnx")
        self._step = open_session(folder / "step.int8.onnx")
        self._first_names = [output.name for output in self._first.get_outputs()]
        self._step_names = [output.name for output in self._step.get_outputs()]
        self._step_reads = {each.name for each in self._step.get_inputs()}
        self._tokens = list(_read_tokens((folder / "tokenizer.bin").read_bytes()))

    @classmethod
    def from_settings(cls, settings: Settings) -> Moonshine:
        return cls(weights.folder(settings.weights_dir, "moonshine-base-en"))

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> LiveTranscripts:
        if language.lower().split("-")[0] != "en":
            raise ProviderRefused(f"{language!r}: only English is known", provider=self.name)
        return LiveTranscripts(sounds, self.words)

    def words(self, samples: Samples, stopped: Stopped) -> str:
        """The words in ``(n,)`` samples of at most half a minute; "" when there are none."""
        samples = without_pauses(samples)
        if not len(samples):
            return ""
        tokens: list[int] = []
        limit = int(len(samples) / EAR_RATE_HZ * TOKENS_PER_S) + TOKENS_AT_LEAST
        for token in self._written(_padded(samples)):
            tokens.append(token)
            if stopped() or len(tokens) >= limit or loop_length(tokens):
                break
        del tokens[len(tokens) - loop_length(tokens) :]
        return self._text(tokens)

    def _written(self, samples: Samples) -> Iterator[int]:
        """Tokens, each the most probable after those before it, until the end of the text."""
        heard = self._encoder.run(None, {"input_values": samples[None]})[0]
        state: dict[str, Any] = {"encoder_hidden_states": heard}
        scores, *present = self._first.run(
            None, {"input_ids": np.array([[START]]), "encoder_hidden_states": heard}
        )
        _remember(state, self._first_names[1:], present)
        while (token := int(scores[0, -1].argmax())) != END:
            yield token
            inputs = {name: value for name, value in state.items() if name in self._step_reads}
            scores, *present = self._step.run(None, {**inputs, "input_ids": np.array([[token]])})
            _remember(state, self._step_names[1:], present, only=".decoder.")

    def _text(self, tokens: list[int]) -> str:
        written = b"".join(self._tokens[token] for token in tokens)
        return written.decode("utf-8", "ignore").replace("\u2581", " ").strip()


def _remember(state: dict[str, Any], names: list[str], values: list[Any], only: str = "") -> None:
    """What the decoder returns as present is its past in the next step.

    A step gives empty tensors for what it derived from the sound: that was complete before.
    """
    for name, value in zip(names, values, strict=True):
        if only in name:
            state[name.replace("present", "past_key_values")] = value


def _padded(samples: Samples) -> Samples:
    if len(samples) >= SHORT_S * EAR_RATE_HZ:
        return samples
    return np.pad(samples, (0, int(PADDING_S * EAR_RATE_HZ)))


def _read_tokens(table: bytes) -> Iterator[bytes]:
    """What each token writes, in order; each entry is its length (1 or 2 bytes), then itself."""
    position = 0
    while position < len(table):
        length = table[position]
        position += 1
        if length >= 128:
            length += table[position] * 128 - 128
            position += 1
        yield _written_by(table[position : position + length])
        position += length


def _written_by(token: bytes) -> bytes:
    if token.startswith(b"<0x"):
        return bytes([int(token[3:5], 16)])
    is_mark = len(token) > 2 and token.startswith(b"<") and token.endswith(b">")
    return b"" if is_mark else token
