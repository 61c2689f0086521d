"""Live transcription around a decoder that counts, and what keeps a decoder honest."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain import EAR_RATE_HZ, Sound, Transcript
from services.errors import BadInput, ProviderUnavailable
from services.providers.transcription.live import (
    CUT_WITHIN_S,
    WINDOW_S,
    LiveTranscripts,
    quietest,
)
from services.providers.transcription.plausible import loop_length, without_pauses
from tests.support.patience import hang_s


def sound(duration_s: float, rate_hz: int = EAR_RATE_HZ) -> Sound:
    return Sound(bytes(int(duration_s * rate_hz) * 2), rate_hz)


def count(samples, stopped) -> str:
    """A decoder that says how many samples it got."""
    return str(len(samples))


class Microphone:
    """Sounds that come when the test says so; None ends them."""

    def __init__(self) -> None:
        self.sounds: queue.Queue[Sound | None] = queue.Queue()

    def __iter__(self) -> Iterator[Sound]:
        return iter(self.sounds.get, None)


def test_all_at_once_is_decoded_once():
    decoded: list[int] = []

    def decode(samples, stopped) -> str:
        decoded.append(len(samples))
        return "words"

    heard = list(LiveTranscripts([sound(2), sound(1)], decode))
    assert heard == [Transcript("words", final=True)]
    assert decoded == [3 * EAR_RATE_HZ]


def test_partials_come_as_sound_does():
    microphone = Microphone()
    stream = LiveTranscripts(microphone, count)
    microphone.sounds.put(sound(0.4))
    microphone.sounds.put(sound(0.4))
    assert next(stream) == Transcript("12800", final=False)
    microphone.sounds.put(sound(0.3))
    microphone.sounds.put(sound(0.3))
    assert next(stream) == Transcript("22400", final=False)
    microphone.sounds.put(None)
    assert next(stream) == Transcript("22400", final=True)
    assert list(stream) == []


def test_a_partial_that_says_nothing_new_is_not_told():
    microphone = Microphone()
    stream = LiveTranscripts(microphone, lambda samples, stopped: "so" if len(samples) else "")
    microphone.sounds.put(sound(1))
    assert next(stream) == Transcript("so", final=False)
    microphone.sounds.put(sound(1))
    microphone.sounds.put(None)
    assert list(stream) == [Transcript("so", final=True)]


def test_no_sound_has_no_words():
    assert list(LiveTranscripts([], lambda samples, stopped: "")) == [Transcript("", final=True)]


def test_long_speech_is_decoded_in_windows_and_nothing_is_lost():
    decoded: list[int] = []

    def decode(samples, stopped) -> str:
        decoded.append(len(samples))
        return str(len(decoded))

    [final] = LiveTranscripts([sound(100)], decode)
    assert final == Transcript(" ".join(str(n + 1) for n in range(len(decoded))), final=True)
    assert sum(decoded) == 100 * EAR_RATE_HZ
    assert max(decoded) <= WINDOW_S * EAR_RATE_HZ


def test_windows_are_cut_where_it_is_quiet():
    samples = np.random.default_rng(1).normal(0, 0.1, WINDOW_S * EAR_RATE_HZ).astype(np.float32)
    quiet = (WINDOW_S - CUT_WITHIN_S // 2) * EAR_RATE_HZ
    samples[quiet : quiet + 3200] = 0
    assert quiet < quietest(samples) < quiet + 3200


def test_closing_frees_whoever_waits():
    stream = LiveTranscripts(Microphone(), count)
    waiting: list[Transcript] = []
    thread = threading.Thread(target=lambda: waiting.extend(stream))
    thread.start()
    stream.close()
    stream.close()
    thread.join(hang_s())
    assert not thread.is_alive()
    assert waiting == []


def test_closing_stops_a_decoder_at_work():
    at_work = threading.Event()

    def decode(samples, stopped) -> str:
        at_work.set()
        while not stopped():
            time.sleep(0.001)
        return "never told"

    stream = LiveTranscripts([sound(1)], decode)
    told: list[Transcript] = []
    thread = threading.Thread(target=lambda: told.extend(stream))
    thread.start()
    assert at_work.wait(hang_s())
    stream.close()
    thread.join(hang_s())
    assert not thread.is_alive()
    assert told == []


def test_a_failing_source_fails_the_stream():
    def sounds() -> Iterator[Sound]:
        yield sound(0.1)
        raise ProviderUnavailable("gone")

    stream = LiveTranscripts(sounds(), count)
    with pytest.raises(ProviderUnavailable, match="gone"):
        next(stream)
    assert list(stream) == []


def test_another_rate_is_refused():
    with pytest.raises(BadInput, match="8000"):
        next(LiveTranscripts([sound(1, rate_hz=8000)], count))


@pytest.mark.parametrize(
    ("tokens", "repeated"),
    [
        ([], 0),
        ([5, 5, 5, 5], 0),
        ([9, *[5] * 10], 9),
        ([1, 2, 3, 1, 2, 3, 1, 2, 3], 0),
        ([7, *[1, 2, 3] * 4], 9),
        ([*range(12)] * 3, 24),
        ([*range(30)], 0),
    ],
)
def test_only_loops_are_loops(tokens, repeated):
    assert loop_length(tokens) == repeated


@given(st.lists(st.integers(0, 3), max_size=80))
def test_cutting_a_loop_leaves_what_was_said_once(tokens):
    repeated = loop_length(tokens)
    kept = tokens[: len(tokens) - repeated]
    assert len(kept) >= repeated / 9
    assert set(kept) == set(tokens)


def test_pauses_are_shortened_and_speech_is_not():
    tone = 0.3 * np.sin(np.arange(EAR_RATE_HZ) / 5).astype(np.float32)
    gap = np.zeros(2 * EAR_RATE_HZ, np.float32)
    short = without_pauses(np.concatenate([tone, gap, tone]))
    assert 2.25 < len(short) / EAR_RATE_HZ < 2.4
    np.testing.assert_array_equal(without_pauses(tone), tone)
    assert not len(without_pauses(gap))
    assert not len(without_pauses(gap[:0]))
