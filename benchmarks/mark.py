"""How surely the mark of cloned and matched speech is found, and how far it lies below the speech.

    python -m benchmarks.mark

Recordings of people, rooms and music are cut into pieces of two seconds. Those and sentences of
the embedded voice are searched without the mark, and with it after what happens to files.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks.alignment import SENTENCES
from benchmarks.report import machine, spread
from services.domain import Sound
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import VOICE, Hibari
from services.security import watermark
from tests.speech import clips, monologues, noises

RATE_HZ = 24_000
"""Of the voices that are marked."""
PIECE_S, STEP_S = 2.0, 1.0
CUT_MS = 137
FRAME = 480
PAUSE = 1e-4
"""What has less than this share of the loudest frame's power: -40 dB."""
LEVELS = {64: 0.64, 128: 0.2}
"""What soundfile calls these bit rates at `RATE_HZ`, in kbit/s."""

Floats = NDArray[np.float32]


def as_mp3(sound: Sound, kbps: int) -> Sound:
    """After MP3 of a constant bit rate."""
    file = BytesIO()
    with soundfile.SoundFile(
        file, "w", sound.rate_hz, 1, "MPEG_LAYER_III", format="MP3",
        bitrate_mode="CONSTANT", compression_level=LEVELS[kbps],
    ) as encoder:  # fmt: skip
        encoder.write(sound.samples)
    coded_kbps = len(file.getvalue()) * 8 / sound.duration_ms
    assert abs(coded_kbps / kbps - 1) < 0.1, coded_kbps
    file.seek(0)
    samples, rate_hz = soundfile.read(file, dtype="float32")
    return Sound.from_samples(samples, rate_hz)


def at_rate(sound: Sound, rate_hz: int) -> Sound:
    """By cutting or padding the spectrum."""
    count = round(len(sound.samples) * rate_hz / sound.rate_hz)
    spectrum = np.zeros(count // 2 + 1, np.complex128)
    found = np.fft.rfft(sound.samples)[: len(spectrum)]
    spectrum[: len(found)] = found
    samples = np.fft.irfft(spectrum, count) * (count / len(sound.samples))
    return Sound.from_samples(samples.astype(np.float32), rate_hz)


def without_start(sound: Sound) -> Sound:
    return Sound(sound.pcm[2 * (CUT_MS * sound.rate_hz // 1000) :], sound.rate_hz)


AFTER: dict[str, Callable[[Sound], Sound]] = {
    "wav": lambda sound: sound,
    "mp3 128 kbit/s": lambda sound: as_mp3(sound, 128),
    "mp3 64 kbit/s": lambda sound: as_mp3(sound, 64),
    "16 kHz and back": lambda sound: at_rate(at_rate(sound, 16_000), RATE_HZ),
    "44.1 kHz": lambda sound: at_rate(sound, 44_100),
    "without its start": without_start,
    "16 kHz and back, without its start, mp3 64 kbit/s": lambda sound: as_mp3(
        without_start(at_rate(at_rate(sound, 16_000), RATE_HZ)), 64
    ),
}


def pieces(sound: Sound) -> Iterator[Sound]:
    """Those of full length, overlapping; a shorter sound is none."""
    sound = at_rate(sound, RATE_HZ)
    size, step = int(PIECE_S * RATE_HZ) * 2, int(STEP_S * RATE_HZ) * 2
    for start in range(0, len(sound.pcm) - size + 1, step):
        yield Sound(sound.pcm[start : start + size], RATE_HZ)


def spoken() -> list[Sound]:
    voice = EmbeddedSpeech([Hibari()])
    sentences = [speech.sound for text in SENTENCES for speech in voice.speak(text, VOICE)]
    return [*sentences, *(p for c in (*clips(), *monologues()) for p in pieces(c.sound))]


def found_share(marked: list[Sound], after: Callable[[Sound], Sound]) -> dict[str, Any]:
    scores = sorted(watermark.detect(after(sound)).score for sound in marked)
    missed = sum(score < watermark.MARKED for score in scores)
    return {"missed": missed, "least_score": round(scores[0], 1), "score": spread(scores)}


def below_db(sound: Sound, marked: Sound) -> Floats:
    """How far the mark lies below each frame of speech."""
    whole = len(sound.samples) // FRAME * FRAME
    speech = sound.samples[:whole].reshape(-1, FRAME)
    noise = marked.samples[:whole].reshape(-1, FRAME) - speech
    power = (speech**2).mean(axis=1)
    ratios = power / ((noise**2).mean(axis=1) + 1e-12)
    decibels: Floats = 10 * np.log10(ratios[power > PAUSE * power.max()])
    return decibels


def timed(work: Callable[[Sound], object], sounds: list[Sound]) -> dict[str, float]:
    """Milliseconds a second of sound."""
    took_ms = []
    for sound in sounds:
        began_s = time.perf_counter()
        work(sound)
        took_ms.append((time.perf_counter() - began_s) * 1e6 / sound.duration_ms)
    return spread(took_ms)


def main() -> None:
    speech = spoken()
    others = [piece for clip in noises() for piece in pieces(clip.sound)]
    unmarked = [watermark.detect(sound).score for sound in (*speech, *others)]
    unmarked += [watermark.detect(as_mp3(sound, 64)).score for sound in speech]
    marked = [watermark.marked(sound) for sound in speech]
    ratios_db = [float(below_db(*pair).mean()) for pair in zip(speech, marked, strict=True)]
    print(json.dumps({
        "machine": machine(),
        "unmarked": {"false_alarms": sum(s >= watermark.MARKED for s in unmarked),
                     "score": spread(unmarked)},
        "marked": {name: found_share(marked, after) for name, after in AFTER.items()},
        "segmental_snr_db": {"least": round(min(ratios_db), 1), **spread(ratios_db)},
        "marking_ms_per_s": timed(watermark.marked, speech),
        "detecting_ms_per_s": timed(watermark.detect, marked),
    }, indent=2))  # fmt: skip


if __name__ == "__main__":
    main()
