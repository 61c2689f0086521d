"""The search for a voice like a person's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from services.domain import Sound, Voice
from services.errors import TooLittleSpeech
from services.providers.matching.embedded import EmbeddedMatcher
from services.providers.matching.search import Search
from services.providers.matching.style_space import StyleSpace
from services.providers.speakers.resemblyzer import Resemblyzer
from services.providers.speech.kokoro import Kokoro
from services.providers.speech.styles import NAMES, NUMBERS, Mix
from services.settings import Settings
from tests.sounds import silence
from tests.speech import clip

RANDOM = np.random.default_rng(5)
VOICES = {
    name: np.repeat(RANDOM.standard_normal((1, NUMBERS)), 4, axis=0).astype(np.float32)
    for name in NAMES
}
INTO_SOUND = RANDOM.standard_normal((NUMBERS, 256)) / np.sqrt(NUMBERS)


class Ear:
    """Hears a style through a fixed, bent map, and each sentence a little differently."""

    def heard(self, text: str, style: Any, shift: Any, *, british: bool) -> Any:
        bias = len(text) / 500
        sound = np.maximum(np.tanh((style[0] + shift) @ INTO_SOUND) + bias, 0)
        return sound / np.linalg.norm(sound)


def person() -> Any:
    """Someone between some voices and beyond others."""
    style = 0.9 * VOICES["am_puck"] + 0.8 * VOICES["bm_lewis"] - 0.4 * VOICES["af_sky"]
    return Ear().heard("", style, 0, british=False)


def searched(trials: int, *, seed: int = 0) -> Search:
    search = Search(Ear(), VOICES, person(), seed=seed)
    for step in (search.meet(), search.explore(trials), search.judge()):
        for _ in step:
            pass
    return search


def test_the_search_starts_at_the_nearest_voice() -> None:
    found = searched(0)
    assert found.mix.shares.tolist() == [name == "am_puck" for name in NAMES]
    assert not found.mix.shift.any()
    assert found.similarity == found.nearest


def test_a_few_trials_come_closer_on_another_sentence() -> None:
    found = searched(25)
    assert found.similarity > found.nearest + 0.05


def test_more_trials_come_closer_still() -> None:
    assert searched(40).similarity > searched(8).similarity


def test_the_same_seed_finds_the_same() -> None:
    assert bytes(searched(4, seed=3).mix) == bytes(searched(4, seed=3).mix)
    assert bytes(searched(4, seed=3).mix) != bytes(searched(4, seed=4).mix)


def test_a_style_is_reached_in_the_directions_of_the_space() -> None:
    space = StyleSpace(np.stack([voice[0] for voice in VOICES.values()]))
    points = np.stack([space.point(voice[0]) for voice in VOICES.values()])
    assert points.shape == (len(NAMES), 24)
    assert np.allclose(points.std(axis=0), 1, atol=1e-4)
    moved = VOICES["am_puck"][0] + space.step(points[0], points[0] + np.eye(24)[3])
    gone = space.point(moved) - space.point(VOICES["am_puck"][0])
    assert np.allclose(gone, np.eye(24)[3], atol=1e-4)


@pytest.fixture(scope="module")
def matcher(weights_dir: Path) -> EmbeddedMatcher:
    return EmbeddedMatcher(
        Resemblyzer.from_settings(Settings.from_environment()),
        weights_dir / "kokoro-82m-int8" / "model.onnx",
        weights_dir / "kokoro-voices",
        trials=1,
        voices=("af_heart", "bm_fable"),
    )


@pytest.mark.models
def test_a_real_search_tells_how_far_it_is_and_ends_with_a_voice(
    matcher: EmbeddedMatcher, weights_dir: Path
) -> None:
    steps = list(matcher.match([clip("cities").sound]))
    assert [step.done for step in steps] == [step / 5 for step in range(1, 6)]
    assert all(step.left_s > 0 and not step.style for step in steps[:-1])
    last = steps[-1]
    assert last.left_s == 0
    assert 0.5 < last.nearest <= last.similarity < 1
    assert Mix.from_bytes(last.style).is_british
    kokoro = Kokoro(weights_dir / "kokoro-82m-int8" / "model.onnx", weights_dir / "kokoro-voices")
    assert kokoro.is_british(Voice("matched/me", "Me", style=last.style))


@pytest.mark.models
@pytest.mark.parametrize(
    "sounds", [[], [silence(20_000)], [clip("beckett").sound], [clip("elite").sound] * 2]
)
def test_less_than_fifteen_seconds_of_speech_are_refused(
    matcher: EmbeddedMatcher, sounds: list[Sound]
) -> None:
    with pytest.raises(TooLittleSpeech, match=r"It has \d+ s"):
        next(iter(matcher.match(sounds)))
