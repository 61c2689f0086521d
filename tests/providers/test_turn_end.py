"""What the end-of-turn judge takes in: melody as numbers, words as evidence."""

import numpy as np
import pytest

from services.domain import EAR_RATE_HZ
from services.providers.turn_end.log_mel import log_mel, normalised
from services.providers.turn_end.unfinished import HANGING, evidence


def test_features_are_those_of_the_reference():
    """Numbers computed with the feature extractor that the model was published with."""
    t = np.arange(8 * EAR_RATE_HZ) / EAR_RATE_HZ
    hum = np.sin(2 * np.pi * 200 * t) + 0.1 * np.sin(2 * np.pi * 1000 * t)
    sound = (hum * np.minimum(1, t / 4) + 0.01 * np.sin(2 * np.pi * 3000 * t)).astype(np.float32)
    features = log_mel(normalised(sound))
    assert features.shape == (80, 800)
    assert features.dtype == np.float32
    np.testing.assert_allclose(features[BANDS][:, FRAMES], REFERENCE, atol=1e-4)


BANDS, FRAMES = [0, 5, 10, 24, 25, 40, 57, 79], [0, 50, 400, 799]
REFERENCE = [
    [-0.06530, -0.23848, -0.25647, 0.82395],
    [0.05377, 1.20067, 1.65213, 1.65121],
    [-0.18305, -0.31276, -0.31276, 0.66449],
    [-0.13288, 0.45935, 0.91085, 0.91692],
    [-0.09874, 0.65829, 1.10976, 1.11141],
    [-0.09189, -0.31276, -0.31276, 0.11625],
    [0.18369, -0.31276, -0.31276, -0.14077],
    [-0.31276, -0.31276, -0.31276, -0.31276],
]


@pytest.mark.parametrize(
    "words",
    ["I went to the", "I went to the.", "because", "And then, um", "Well,", "I think -", "so I…",
     "It was the...", "There's a lot of", "my dog and I'm"],
)  # fmt: skip
def test_hanging_words_speak_against_the_end(words):
    assert evidence(words) == HANGING


@pytest.mark.parametrize(
    "words",
    ["", "I went home.", "What are you going to do?", "I hardly know her.", "Yes!", 'He said "no."',
     "Yes, I am.", "Come in.", "No."],
)  # fmt: skip
def test_closed_words_say_nothing_against_it(words):
    assert evidence(words) == 0


def test_words_without_a_full_stop_are_in_between():
    assert HANGING < evidence("I went home") < 0
