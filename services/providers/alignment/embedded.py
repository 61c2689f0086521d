"""Times for the words of any voice, from the embedded voice saying the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np

from services.domain import Sound, Speech, Timed
from services.providers.alignment.cepstra import FRAME_MS, Floats, cepstra
from services.providers.alignment.warp import warp
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import VOICE, Hibari
from services.settings import Settings

HOP_MS = 10
MAX_FRAMES = 1500
"""The work grows with the square of this: longer speech is looked at in longer steps."""
QUIET = 0.02
"""What is below this share of the peak, at either end, is silence."""

Clock = Callable[[int], int]
"""From milliseconds of the reference to milliseconds of the sound."""


class EmbeddedAligner:
    name = "embedded"

    @classmethod
    def from_settings(cls, settings: Settings) -> EmbeddedAligner:
        return cls()

    def align(self, text: str, sound: Sound) -> Speech:
        """The same sound with its phonemes and words, found within about 40 ms."""
        pieces = list(self._voice.speak(text, VOICE))
        reference = np.concatenate([np.zeros(0, np.float32), *(p.sound.samples for p in pieces)])
        phonemes = _following(pieces, lambda piece: piece.phonemes)
        words = _following(pieces, lambda piece: piece.words)
        if not phonemes:
            return Speech(text, sound, words=tuple(Timed(0, 0, word.text) for word in words))
        clock = _clock(Sound.from_samples(reference, pieces[0].sound.rate_hz), sound)
        return Speech(
            " ".join(piece.text for piece in pieces),
            sound,
            phonemes=tuple(_moved(phonemes, clock)),
            words=tuple(_moved(words, clock)),
        )

    @cached_property
    def _voice(self) -> EmbeddedSpeech:
        """Read when it is first needed, since many calls never do."""
        return EmbeddedSpeech([Hibari()])


def _following(
    pieces: Iterable[Speech], part: Callable[[Speech], tuple[Timed, ...]]
) -> list[Timed]:
    """That part of all pieces, one piece after the other."""
    found: list[Timed] = []
    starts_ms = 0.0
    for piece in pieces:
        at_ms = int(starts_ms)
        found += (Timed(t.start_ms + at_ms, t.end_ms + at_ms, t.text) for t in part(piece))
        starts_ms += piece.sound.duration_ms
    return found


def _moved(times: Iterable[Timed], clock: Clock) -> Iterable[Timed]:
    return (Timed(clock(time.start_ms), clock(time.end_ms), time.text) for time in times)


def _clock(reference: Sound, sound: Sound) -> Clock:
    """When the second sound says what the first one says at a time.

    Silence at either end is left out; what is too short to compare is stretched evenly.
    """
    (first, first_ms), (second, second_ms) = _spoken(reference), _spoken(sound)
    longest_ms = 1000 * max(len(first) / reference.rate_hz, len(second) / sound.rate_hz)
    hop_ms = max(HOP_MS, longest_ms / MAX_FRAMES)
    seconds = warp(
        cepstra(first, reference.rate_hz, hop_ms), cepstra(second, sound.rate_hz, hop_ms)
    )
    frames = np.arange(len(seconds))
    last_ms = int(sound.duration_ms)

    def clock(at_ms: int) -> int:
        before_ms = min(0.0, at_ms - first_ms)
        frame = float(np.interp((at_ms - first_ms) / hop_ms, frames, seconds))
        return max(0, min(last_ms, int(second_ms + frame * hop_ms + before_ms)))

    return clock


def _spoken(sound: Sound) -> tuple[Floats, float]:
    """The samples between the silences at both ends, and when they start in milliseconds."""
    samples = sound.samples
    loudness = np.abs(samples)
    loud = np.flatnonzero(loudness > QUIET * loudness.max(initial=0.0))
    frame = sound.rate_hz * FRAME_MS // 1000
    if len(loud) < frame:
        return np.pad(samples, (0, max(0, frame - len(samples)))), 0.0
    start = int(loud[0])
    return samples[start : int(loud[-1]) + 1], start * 1000 / sound.rate_hz
