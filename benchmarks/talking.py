"""A person on a call: an open microphone in a quiet room, and what is said into it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.domain import EAR_RATE_HZ, Sound
from tests.clients import Caller, calling

CHUNK_MS = 40
CHUNK_BYTES = CHUNK_MS * EAR_RATE_HZ // 1000 * 2
ROOM_LEVEL = 0.0003
"""Root mean square of a quiet room's noise, full scale being 1."""
LOUDNESS_MS = 10
SPEECH_BELOW_LOUD_DB = 25
"""Speech is at most this much softer than the loudest twentieth of its clip."""
SAME_END_MS = 400
"""Loudness and the voice detector agree on the end of speech as closely as this."""
PAUSE_S = 1.0
"""Between an answer's end and the next words."""


def speech_end_s(clip: Sound) -> float:
    """Where the last of the speech is in a clip, to a hundredth of a second."""
    samples = clip.samples
    step = EAR_RATE_HZ * LOUDNESS_MS // 1000
    frames = samples[: len(samples) // step * step].reshape(-1, step)
    power = np.mean(np.square(frames), axis=1)
    quietest = np.percentile(power, 95) / 10 ** (SPEECH_BELOW_LOUD_DB / 10)
    return float((np.flatnonzero(power > quietest)[-1] + 1) * LOUDNESS_MS / 1000)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Something said, and the answer to it, heard to its end."""

    latency_ms: float
    """From the end of the person's speech to the first sound of the answer, at the client."""
    timings_ms: dict[str, int]
    """The server's own account, counted from what it took for that end."""

    @property
    def cut_in(self) -> bool:
        """Whether the companion took an earlier pause for the end."""
        return self.latency_ms < self.timings_ms["first_audio_sent"] - SAME_END_MS


class Microphone:
    """Sends sound in real time from when it is made: each chunk when its last sample is taken."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        noise = np.random.default_rng(1).normal(0, ROOM_LEVEL, EAR_RATE_HZ).astype(np.float32)
        self._room = itertools.cycle(_chunks(Sound.from_samples(noise, EAR_RATE_HZ).pcm))
        self._said: list[bytes] = []
        self._spoken_s = 0.0
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._record, name="microphone")
        self._thread.start()

    def say(self, clip: Sound) -> float:
        """Returns when all of it was said; the time at which its speech ended (monotonic)."""
        with self._changed:
            self._spoken_s = 0.0
            self._said = list(_chunks(clip.pcm))
            self._changed.wait_for(lambda: self._spoken_s > 0)
            return self._spoken_s - clip.duration_ms / 1000 + speech_end_s(clip)

    def close(self) -> None:
        self._closed.set()
        self._thread.join()

    def _record(self) -> None:
        began_s = time.monotonic()
        for number in itertools.count(1):
            taken_s = began_s + number * CHUNK_MS / 1000
            if self._closed.wait(max(0.0, taken_s - time.monotonic())):
                return
            self._caller.socket.emit("audio", self._next_chunk(taken_s))

    def _next_chunk(self, taken_s: float) -> bytes:
        room = next(self._room)
        with self._changed:
            if not self._said:
                return room
            chunk = self._said.pop(0)
            if not self._said:
                missing = len(room) - len(chunk)
                self._spoken_s = taken_s - missing / 2 / EAR_RATE_HZ
                self._changed.notify_all()
            return chunk + room[len(chunk) :]


class Talk:
    """One call, spoken: whoever talks waits until the answer has been heard."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._microphone = Microphone(caller)
        self._turn = 0

    def ask(self, clip: Sound) -> Exchange:
        """Say it and hear the answer. Raises `AssertionError` when none comes."""
        time.sleep(PAUSE_S)
        end_s = self._microphone.say(clip)
        answer = self._caller.wait_for("ai_response", self._is_heard_answer).payload
        self._turn = answer["turn"]
        speech = self._caller.wait_for("ai_speech", lambda speech: speech["turn"] == self._turn)
        return Exchange((speech.at_s - end_s) * 1000, answer["timings_ms"])

    def close(self) -> None:
        self._microphone.close()

    def _is_heard_answer(self, answer: dict[str, Any]) -> bool:
        return answer["turn"] > self._turn and not answer["interrupted"]


@contextmanager
def talking(url: str) -> Iterator[Talk]:
    """A call with an open microphone, whose answers are played in real time; ended at the end."""
    with calling(url) as caller:
        caller.play_along()
        caller.start(off_the_record=True)
        talk = Talk(caller)
        try:
            yield talk
        finally:
            talk.close()
            caller.end()


def _chunks(pcm: bytes) -> Iterator[bytes]:
    return (pcm[start : start + CHUNK_BYTES] for start in range(0, len(pcm), CHUNK_BYTES))
