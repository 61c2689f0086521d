import numpy as np
import pytest

from benchmarks.fit import fit, loudness
from services.domain import Sound


@pytest.mark.parametrize("late_ms", [-120, -30, 0, 40, 200])
def test_a_mouth_that_comes_late_is_found_to_be_so(late_ms):
    noise = np.pad(np.random.default_rng(3).random(300), 40)
    heard = np.convolve(noise, np.ones(15) / 15, "same")

    found = fit(heard, (np.arange(380) + 0.5) * 10 + late_ms, heard)

    assert found.mouth_late_ms == late_ms
    assert found.correlation > 0.9


def test_a_mouth_of_its_own_does_not_go_with_the_sound():
    heard, opened = (
        np.convolve(np.random.default_rng(seed).random(600), np.ones(15) / 15, "valid")
        for seed in (1, 2)
    )
    rest = np.zeros(100)

    found = fit(heard, np.arange(786) * 10.0, np.concatenate([rest, opened, rest]))

    assert found.correlation < 0.6


def test_loudness_is_that_of_each_hundredth_of_a_second():
    samples = np.repeat(np.float32([0.0, 0.25, 0.0]), 240)

    assert loudness(Sound.from_samples(samples, 24_000)) == pytest.approx([0, 0.5, 0], abs=0.01)
