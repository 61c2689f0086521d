"""Voices mixed from Kokoro's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from services.domain import Voice
from services.errors import ProviderRefused
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import Hibari
from services.providers.speech.kokoro import LABELS, Kokoro
from services.providers.speech.styles import NAMES, NUMBERS, Mix, Styles

SHIFT = np.linspace(-0.1, 0.1, NUMBERS, dtype=np.float32)


def mix(*names: str, shift: np.ndarray | None = None) -> Mix:
    """Equal shares of these."""
    shares = np.array([name in names for name in NAMES], np.float32) / len(names)
    return Mix(shares, np.zeros(NUMBERS, np.float32) if shift is None else shift)


def matched(mix: Mix) -> Voice:
    return Voice("matched/me", "Me", style=bytes(mix))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(NAMES):
        np.full((3, NUMBERS), number, "<f4").tofile(tmp_path / f"{name}.bin")
    return tmp_path


def test_a_mix_is_the_same_after_its_bytes() -> None:
    written = bytes(mix("af_sky", "bm_lewis", shift=SHIFT))
    assert len(written) == 1140
    read = Mix.from_bytes(written)
    assert np.array_equal(read.shares, mix("af_sky", "bm_lewis").shares)
    assert np.array_equal(read.shift, SHIFT)


@pytest.mark.parametrize("style", [b"", b"stub", bytes(1140), bytes(mix("af_sky"))[:-4]])
def test_other_bytes_are_refused(style: bytes) -> None:
    with pytest.raises(ProviderRefused):
        Mix.from_bytes(style)


def test_a_mix_is_british_if_most_of_it_is() -> None:
    assert mix("bm_lewis").is_british
    assert not mix("bm_lewis", "am_adam").is_british


def test_styles_are_mixed_by_their_shares(folder: Path) -> None:
    style = Styles(folder).of(matched(mix(NAMES[2], NAMES[4], shift=SHIFT)))
    assert style.shape == (3, NUMBERS)
    assert np.allclose(style, 3 + SHIFT)


def test_every_voice_that_is_offered_can_be_in_a_mix() -> None:
    assert set(LABELS) <= set(NAMES)


def test_without_kokoro_there_are_no_matched_voices() -> None:
    with pytest.raises(ProviderRefused):
        EmbeddedSpeech([Hibari()]).speak("Hello.", matched(mix("am_puck")))


@pytest.mark.models
def test_a_matched_voice_speaks(weights_dir: Path) -> None:
    model = weights_dir / "kokoro-82m-int8" / "model.onnx"
    speech = EmbeddedSpeech([Hibari(), Kokoro(model, weights_dir / "kokoro-voices")])

    def said(voice: Voice) -> bytes:
        [piece] = speech.speak("How are you?", voice)
        return piece.sound.pcm

    assert said(matched(mix("am_puck"))) == said(Voice("kokoro/am_puck", ""))
    assert said(matched(mix("am_puck", "af_sky"))) != said(Voice("kokoro/am_puck", ""))
    with pytest.raises(ProviderRefused):
        said(Voice("matched/me", "Me", style=b"stub"))
    with pytest.raises(ProviderRefused):
        speech.speak("How are you?", Voice("matched/me", "Me"))
