"""Who speaks: real people, told apart."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from services.contracts import SAME_SPEAKER
from services.domain import EAR_RATE_HZ, Sound
from services.errors import ConfigError, TooLittleSpeech
from services.providers.speakers.resemblyzer import Resemblyzer
from services.providers.speakers.resemblyzer_prepare import prepare
from services.providers.speakers.speech_only import speech_only
from services.settings import Settings
from tests.sounds import at_rate, joined, silence, tone
from tests.speech import clip


@pytest.fixture(scope="module")
def encoder() -> Resemblyzer:
    return Resemblyzer.from_settings(Settings.from_environment())


@pytest.mark.models
@pytest.mark.parametrize(
    ("first", "second"), [("times", "season"), ("fears", "special"), ("performances", "elite")]
)
def test_the_same_person_is_recognised(encoder: Resemblyzer, first: str, second: str) -> None:
    assert encoder.similarity(clip(first).sound, clip(second).sound) > SAME_SPEAKER


@pytest.mark.models
@pytest.mark.parametrize(
    ("first", "second"), [("times", "performances"), ("wizard", "special"), ("wizard", "hope")]
)
def test_others_are_not(encoder: Resemblyzer, first: str, second: str) -> None:
    assert encoder.similarity(clip(first).sound, clip(second).sound) < SAME_SPEAKER


@pytest.mark.models
def test_neither_rate_nor_pauses_nor_loudness_matter(encoder: Resemblyzer) -> None:
    spoken = clip("elite").sound
    quiet = Sound.from_samples(spoken.samples / 8, EAR_RATE_HZ)
    paused = joined([silence(2000), spoken, silence(3000)])
    for other in (at_rate(spoken, 48_000), quiet, paused):
        assert encoder.similarity(spoken, other) > 0.97


@pytest.mark.models
def test_an_embedding_is_a_vector_of_length_one(encoder: Resemblyzer) -> None:
    vector = np.frombuffer(encoder.embed(clip("elite").sound), np.float32)
    assert vector.shape == (256,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.models
@pytest.mark.parametrize(
    "sound", [silence(0), silence(100), silence(5000), tone(5000), clip("no").sound]
)
def test_too_little_speech_is_refused(encoder: Resemblyzer, sound: Sound) -> None:
    with pytest.raises(TooLittleSpeech, match=r"It has \d\.\d s"):
        encoder.embed(sound)


def test_only_speech_is_kept() -> None:
    spoken = speech_only([silence(2000), joined([clip("elite").sound, silence(4000)])])
    assert 4000 < spoken.duration_ms < 5500
    assert speech_only([]).duration_ms == 0


def test_a_pickle_that_names_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pretrained.pt").write_bytes(pickle.dumps(Path("anything")) * 4)
    with pytest.raises(ConfigError, match="refused"):
        prepare(tmp_path, tmp_path)
