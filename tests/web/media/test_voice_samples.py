"""Whether one person speaks, by real voices."""

from __future__ import annotations

import os

import pytest

from services.domain import Sound
from services.providers.speakers.resemblyzer import Resemblyzer
from services.settings import Settings
from services.web.media.voice_samples import SeveralVoices, check_one_voice, pieces
from tests import speech

pytestmark = pytest.mark.models


def test_two_people_are_told_from_one() -> None:
    encoder = Resemblyzer.from_settings(Settings.load(dict(os.environ)))
    one, other = (speech.clip(name).sound for name in ("acoustic", "cities"))

    def check(sound: Sound) -> None:
        check_one_voice([encoder.embed(piece) for piece in pieces(sound)])

    half = len(one.pcm) // 2
    check(one)
    with pytest.raises(SeveralVoices):
        check(Sound(one.pcm[:half] + other.pcm[:half], one.rate_hz))
