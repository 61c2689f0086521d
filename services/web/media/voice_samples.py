"""Whether a recording is good enough to learn a voice from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.contracts import EAR_FRAME_MS, EAR_FRAME_SAMPLES, VoiceActivity
from services.domain import EAR_RATE_HZ, Sound
from services.errors import BadInput, TooLarge
from services.web.media.sounds import at_rate

SPEECH = 0.5
MIN_S, MAX_S = 15, 180
NOTHING_S = 1
QUIET_RMS = 0.0056
"""-45 dBFS while somebody speaks: below it, noise is as loud."""
CLIPPED_PEAK, NEAR_PEAK = 0.97, 0.98
MAX_CLIPPED = 0.001
"""Of the samples of speech. Undamaged speech has one in 100,000 there, even at full level."""
WANTED_RMS = 0.08
"""-22 dBFS while somebody speaks."""
LOUDEST = 0.95
PIECE_S, MAX_PIECES = 6, 6
TWO_VOICES = 0.6
"""Similarity of two pieces: of one person it was 0.76 and more, of two 0.64 and less."""


class SampleTooShort(BadInput):
    """There is too little speech in that recording. Fifteen seconds of talking are the least, half
    a minute is better."""

    code = "too_short"
    http_status = 422


class SampleTooLong(TooLarge):
    """There is more speech in that recording than is of use. Three minutes are the most."""

    code = "too_long"


class SampleTooQuiet(BadInput):
    """That recording is too quiet. Come closer to the microphone, or turn it up."""

    code = "too_quiet"
    http_status = 422


class SampleClipped(BadInput):
    """That recording is so loud that it is distorted. Move away from the microphone, or turn it
    down."""

    code = "clipped"
    http_status = 422


class NoSpeech(BadInput):
    """Nobody can be heard talking in that recording."""

    code = "no_speech"
    http_status = 422


class SeveralVoices(BadInput):
    """There is more than one person talking in that recording. It has to be one voice alone."""

    code = "several_voices"
    http_status = 422


@dataclass(frozen=True, slots=True)
class VoiceSample:
    sound: Sound
    """At a good level."""
    speech_s: float


def judged(sound: Sound, voice_activity: Callable[[], VoiceActivity]) -> VoiceSample:
    """The sample that a recording makes; takes a hundredth of its length.

    Raises the `BadInput` kinds above.
    """
    samples = sound.samples
    is_speech = _speech(samples, sound.rate_hz, voice_activity)
    speech_s = len(is_speech[is_speech]) * EAR_FRAME_MS / 1000
    if speech_s < NOTHING_S:
        raise SampleTooQuiet() if _rms(samples) < QUIET_RMS / 4 else NoSpeech()
    frame = sound.rate_hz * EAR_FRAME_MS // 1000
    spoken = samples[: len(is_speech) * frame][np.repeat(is_speech, frame)[: len(samples)]]
    if _rms(spoken) < QUIET_RMS:
        raise SampleTooQuiet()
    if _is_clipped(spoken):
        raise SampleClipped()
    if speech_s < MIN_S:
        raise SampleTooShort()
    if speech_s > MAX_S:
        raise SampleTooLong()
    gain = min(WANTED_RMS / _rms(spoken), LOUDEST / float(np.abs(samples).max()))
    return VoiceSample(Sound.from_samples(samples * gain, sound.rate_hz), speech_s)


def pieces(sound: Sound) -> Sequence[Sound]:
    """Some of a sample, spread over it, by which to hear whether one person speaks."""
    size = PIECE_S * sound.rate_hz * 2
    count = min(MAX_PIECES, len(sound.pcm) // size)
    step = (len(sound.pcm) - size) // max(1, count - 1) // 2 * 2
    return [Sound(sound.pcm[n * step : n * step + size], sound.rate_hz) for n in range(count)]


def check_one_voice(embeddings: Sequence[bytes]) -> None:
    """Raises `SeveralVoices` for pieces that two people must have said."""
    vectors = np.array([np.frombuffer(each, "<f4") for each in embeddings])
    if len(vectors) and float((vectors @ vectors.T).min()) < TWO_VOICES:
        raise SeveralVoices()


def _speech(
    samples: NDArray[np.float32], rate_hz: int, voice_activity: Callable[[], VoiceActivity]
) -> NDArray[np.bool_]:
    """``(n,)``: for each `EAR_FRAME_MS`, whether somebody speaks; at least one."""
    heard = Sound.from_samples(at_rate(samples, rate_hz, EAR_RATE_HZ), EAR_RATE_HZ).pcm
    size = EAR_FRAME_SAMPLES * 2
    heard = heard.ljust(size, b"\0")
    with closing(voice_activity()) as detector:
        return np.array(
            [
                detector.probability(heard[at : at + size]) > SPEECH
                for at in range(0, len(heard) - size + 1, size)
            ]
        )


def _is_clipped(samples: NDArray[np.float32]) -> bool:
    loudness = np.abs(samples)
    peak = float(loudness.max())
    return peak > CLIPPED_PEAK and float(np.mean(loudness > peak * NEAR_PEAK)) > MAX_CLIPPED


def _rms(samples: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean(samples**2)))
