"""The inaudible mark of speech in a person's likeness: put in where it is made, found in a file.

    python -m services.security.watermark FILE

exits with 0 when the file is marked, 1 when it is not, 2 when it cannot be read.

A noise that repeats every second lies under the sound, in each band a fixed step softer than the
sound is there and then, so that the sound masks it. To find it, the spectrum of a sound is made
flat, its seconds are added up, and the phases compared with the noise's at every shift. That
survives MP3, resampling and cuts. By chance the best shift scores 4 to 5.5; two seconds of marked
speech score 9 and more. `benchmarks.mark` measures it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from services.domain import Sound
from services.security.watermark_pattern import (
    Floats,
    Spectra,
    hop,
    joined,
    lines,
    loudness,
    pattern,
    short_spectra,
)

LEVELS_DB = ((1000, -30), (4000, -20))
"""How far below the sound the mark lies, by frequency in hertz: vowels, whose tones mask less, are
strongest below.
"""
QUIET = 1e-5
"""What is softer counts as silence."""
MARKED = 7.0
"""Chance reaches this in one of 60 million spans: each of 12,000 shifts scores a normal number."""
MIN_RATE_HZ = 4000
"""Sound of a lower rate has no room for the mark."""
AT_ONCE_S = 2
"""What is marked in one go: whole seconds, so that the noise goes on where it was."""
MAX_SPAN_S = 8
"""Seconds that are looked at together, besides all: a recording may be marked in part."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a sound was found to hold."""

    score: float
    """How far the best shift stands out, in standard deviations."""

    @property
    def marked(self) -> bool:
        return self.score >= MARKED


def marked(sound: Sound) -> Sound:
    """The same sound with the mark in it. Takes about a millisecond a second of sound."""
    size = 2 * AT_ONCE_S * sound.rate_hz
    parts = (sound.pcm[start : start + size] for start in range(0, len(sound.pcm), size))
    return Sound(b"".join(_marked(Sound(pcm, sound.rate_hz)) for pcm in parts), sound.rate_hz)


def _marked(sound: Sound) -> bytes:
    time.sleep(0)  # long sound must not keep a green hub to itself
    samples, step = sound.samples.astype(np.float64), hop(sound.rate_hz)
    spectra = short_spectra(samples, step)
    noise = np.resize(pattern(sound.rate_hz), spectra.shape)
    mark = joined(loudness(spectra) * _levels(sound.rate_hz) * noise, step)[: len(samples)]
    return Sound.from_samples((samples + mark).astype(np.float32), sound.rate_hz).pcm


def detect(sound: Sound) -> Finding:
    """Whether the mark is anywhere in the sound. Takes about 10 ms a second of it."""
    samples, rate_hz = sound.samples, sound.rate_hz
    parts = (samples[start : start + rate_hz] for start in range(0, len(samples), rate_hz))
    return _found(parts, rate_hz)


def detect_in(path: Path) -> Finding:
    """Whether the mark is anywhere in a file, which is read a second at a time.

    Raises `soundfile.LibsndfileError` for what is no sound.
    """
    with soundfile.SoundFile(path) as file:
        seconds = file.blocks(file.samplerate, dtype="float32", always_2d=True)
        return _found((second.mean(axis=1) for second in seconds), file.samplerate)


def _levels(rate_hz: int) -> Floats:
    """What the sound is multiplied by, at each frequency of a short spectrum."""
    frequencies_hz = np.linspace(0, rate_hz / 2, hop(rate_hz) + 1)
    from_hz, decibels = zip(*LEVELS_DB, strict=True)
    levels: Floats = 10 ** (np.interp(frequencies_hz, from_hz, decibels) / 20)
    return levels


def _found(seconds: Iterable[NDArray[np.float32]], rate_hz: int) -> Finding:
    if rate_hz < MIN_RATE_HZ:
        return Finding(0.0)
    scores = (_score(span, rate_hz) for span in _spans(_flat(part, rate_hz) for part in seconds))
    return Finding(max(scores, default=0.0))


def _flat(part: NDArray[np.float32], rate_hz: int) -> Spectra:
    """The mark's lines in a second of sound (or less), made equally loud everywhere and always."""
    step = hop(rate_hz)
    spectra = short_spectra(np.pad(part.astype(np.float64), (0, rate_hz - len(part))), step)
    flat = joined(spectra / (loudness(spectra) + QUIET * step), step)
    where, _ = lines(rate_hz)
    found: Spectra = np.fft.rfft(flat)[where]
    return found


def _spans(seconds: Iterator[Spectra]) -> Iterator[Spectra]:
    """The sum of every run of up to `MAX_SPAN_S` neighbours, and of all."""
    recent: deque[Spectra] = deque(maxlen=MAX_SPAN_S)
    total: Spectra | None = None
    for second in seconds:
        total = second if total is None else total + second
        recent.append(second)
        yield from np.cumsum(list(reversed(recent)), axis=0)
    if total is not None:
        yield total


def _score(span: Spectra, rate_hz: int) -> float:
    where, phases = lines(rate_hz)
    spectrum = np.zeros(rate_hz + 1, np.complex128)
    spectrum[where] = span / (np.abs(span) + 1e-12) * phases.conj()
    agreement = np.fft.irfft(spectrum, 2 * rate_hz) * rate_hz
    return float(agreement.max() / np.sqrt(len(phases) / 2))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m services.security.watermark",
        description="Whether a sound file holds the mark of cloned or matched speech",
    )
    parser.add_argument("file", type=Path)
    path = parser.parse_args(arguments).file
    try:
        finding = detect_in(path)
    except (soundfile.LibsndfileError, OSError) as exc:
        sys.stderr.write(f"{exc}\n")
        return 2
    said = "holds the mark" if finding.marked else "no mark found"
    sys.stdout.write(f"{path}: {said} (score {finding.score:.1f}, marked from {MARKED:g})\n")
    return 0 if finding.marked else 1


if __name__ == "__main__":
    sys.exit(main())
