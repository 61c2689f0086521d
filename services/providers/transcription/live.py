"""Live transcription by a recogniser that only knows whole stretches of sound."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from services.domain import EAR_RATE_HZ, Sound, Transcript
from services.errors import BadInput, CompanionError, ProviderUnavailable

Samples = NDArray[np.float32]
Stopped = Callable[[], bool]
Decode = Callable[[Samples, Stopped], str]
"""The words in ``(n,)`` samples at `EAR_RATE_HZ`; returns anything once it is told to stop."""

FIRST_PARTIAL_S = 0.7
"""With the 0.4 s from before speech was certain, this is 0.35 s of speech. On 41 utterances the
first word of a partial was right in 37 % after 0.4 s, 63 % after 0.6 s and 73 % after 0.7 s."""
PARTIAL_EVERY_S = 0.5
PARTIAL_SHARE = 0.1
"""New sound that makes a partial due, as a share of all of it: bounds the work in long speech."""
GATHER_S = 0.015
"""A partial that is due waits this long for the end, which makes it needless."""
WINDOW_S = 28
CUT_WITHIN_S = 8
"""A longer stretch is cut where it is quietest in this last part of its window."""
QUIET_SAMPLES = EAR_RATE_HZ // 10


class LiveTranscripts:
    """A `Stream` of transcripts of ``sounds``: partials that say something new, then the final.

    Decoding happens in ``next()``, on the sound that came until then: whoever falls behind gets
    fewer partials, never late ones. ``sounds`` is read on a thread that ends with it.
    """

    def __init__(self, sounds: Iterable[Sound], decode: Decode) -> None:
        self._decode = decode
        self._changed = threading.Condition()
        self._arrived: list[Samples] = []
        self._complete = self._closed = False
        self._error: CompanionError | None = None
        self._settled: list[str] = []
        """Words of windows that are decoded for good."""
        self._sound = np.zeros(0, np.float32)
        """All that is not settled."""
        self._due_samples = int(FIRST_PARTIAL_S * EAR_RATE_HZ)
        self._told = ""
        threading.Thread(target=self._read, args=(sounds,), daemon=True).start()

    def __iter__(self) -> LiveTranscripts:
        return self

    def __next__(self) -> Transcript:
        while not self._closed:
            final = self._gather()
            text = self._words()
            if self._closed:
                break
            if final:
                self.close()
                return Transcript(text, final=True)
            if text not in ("", self._told):
                self._told = text
                return Transcript(text, final=False)
        raise StopIteration

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _read(self, sounds: Iterable[Sound]) -> None:
        error: CompanionError | None = ProviderUnavailable("the sound broke off")
        try:
            for sound in sounds:
                if sound.rate_hz != EAR_RATE_HZ:
                    raise BadInput(f"Sound must be at {EAR_RATE_HZ} Hz, not {sound.rate_hz}.")
                if self._closed:
                    break
                self._take(sound.samples)
            error = None
        except CompanionError as exc:
            error = exc
        finally:
            with self._changed:
                self._error, self._complete = error, True
                self._changed.notify_all()

    def _take(self, samples: Samples) -> None:
        with self._changed:
            self._arrived.append(samples)
            self._changed.notify_all()

    def _gather(self) -> bool:
        """Wait until a partial or the final is due, and take what came; whether it was all."""
        with self._changed:
            self._changed.wait_for(lambda: self._complete or self._closed or self._partial_is_due())
            self._changed.wait_for(lambda: self._complete or self._closed, timeout=GATHER_S)
            if self._error is not None:
                self._closed = True
                raise self._error
            self._sound = np.concatenate([self._sound, *self._arrived])
            self._arrived.clear()
            self._schedule()
            return self._complete

    def _partial_is_due(self) -> bool:
        arrived = sum(len(samples) for samples in self._arrived)
        return len(self._sound) + arrived >= self._due_samples

    def _schedule(self) -> None:
        step = max(PARTIAL_EVERY_S * EAR_RATE_HZ, PARTIAL_SHARE * len(self._sound))
        self._due_samples = len(self._sound) + int(step)

    def _words(self) -> str:
        """All words so far; whatever fills a window is settled."""
        while len(self._sound) > WINDOW_S * EAR_RATE_HZ and not self._closed:
            cut = quietest(self._sound[: WINDOW_S * EAR_RATE_HZ])
            self._settled.append(self._decode(self._sound[:cut], lambda: self._closed))
            self._sound = self._sound[cut:]
            self._schedule()
        unsettled = self._decode(self._sound, lambda: self._closed)
        return " ".join(words for words in (*self._settled, unsettled) if words)


def quietest(window: Samples) -> int:
    """Where to cut: the middle of the quietest tenth of a second near the window's end."""
    first = len(window) - CUT_WITHIN_S * EAR_RATE_HZ
    power = np.square(window[first:], dtype=np.float64)
    energy = np.convolve(power, np.ones(QUIET_SAMPLES), "valid")
    return first + int(energy.argmin()) + QUIET_SAMPLES // 2
