"""Sounds, joined and as files."""

from __future__ import annotations

import io
import wave

import pytest

from services.domain import Sound


def test_joined_sounds_follow_each_other() -> None:
    joined = Sound.joined([Sound(b"\1\0", 16_000), Sound(b"\2\0", 16_000)])
    assert joined == Sound(b"\1\0\2\0", 16_000)
    with wave.open(io.BytesIO(joined.wav)) as file:
        assert file.getparams()[:4] == (1, 2, 16_000, 2)


@pytest.mark.parametrize("rates", [[], [16_000, 24_000]])
def test_nothing_and_different_rates_cannot_be_joined(rates: list[int]) -> None:
    with pytest.raises(ValueError, match="cannot be joined"):
        Sound.joined(Sound(b"\0\0", rate) for rate in rates)
