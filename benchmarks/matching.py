"""How close a matched voice comes to a person's own, at what cost, and whether it is understood.

    python -m benchmarks.matching [--people cities acoustic cold]

Each person's recording is split: the voice is matched to the first part, and what it then says in
sentences of its own is compared with the second. Takes some minutes a person.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Sequence
from typing import Any

import jiwer
import numpy as np

from benchmarks.alignment import SENTENCES
from benchmarks.report import machine
from services.domain import EAR_RATE_HZ, Matching, Sound, Voice
from services.engine import weights
from services.providers.matching.embedded import EmbeddedMatcher
from services.providers.speakers.resemblyzer import Resemblyzer
from services.providers.speakers.speech_only import at_ear_rate, speech_only
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import Hibari
from services.providers.speech.kokoro import Kokoro
from services.providers.speech.styles import NAMES, Mix
from services.providers.transcription.moonshine import Moonshine
from services.settings import Settings
from tests.speech import clip

SAMPLE_S = 16
SAID = SENTENCES[:6]


class Bench:
    """The engines, loaded once."""

    def __init__(self) -> None:
        settings = Settings.from_environment()
        model = weights.folder(settings.weights_dir, "kokoro-82m-int8") / "model.onnx"
        styles = weights.folder(settings.weights_dir, "kokoro-voices")
        self.encoder = Resemblyzer.from_settings(settings)
        self.matcher = EmbeddedMatcher(self.encoder, model, styles)
        self.speech = EmbeddedSpeech([Hibari(), Kokoro(model, styles)])
        self.ears = Moonshine.from_settings(settings)

    def measured(self, name: str) -> dict[str, Any]:
        """The same person before and after."""
        spoken = speech_only([clip(name).sound]).samples
        cut = max(SAMPLE_S * EAR_RATE_HZ, len(spoken) // 2)
        sample, rest = (Sound.from_samples(s, EAR_RATE_HZ) for s in (spoken[:cut], spoken[cut:]))
        began_s, began_cpu_s = time.monotonic(), time.process_time()
        *_, found = self.matcher.match([sample])
        took_s, took_cpu_s = time.monotonic() - began_s, time.process_time() - began_cpu_s
        return {
            "sample_s": round(sample.duration_ms / 1000, 1),
            "rest_s": round(rest.duration_ms / 1000, 1),
            "same_person": _rounded(self.encoder.similarity(sample, rest)),
            "nearest_voice": _nearest(found),
            "before": self._judged(Voice("matched/before", "", style=_unmoved(found)), rest),
            "after": self._judged(Voice("matched/after", "", style=found.style), rest),
            "took_min": _rounded(took_s / 60),
            "cpu_min": _rounded(took_cpu_s / 60),
        }

    def _judged(self, voice: Voice, rest: Sound) -> dict[str, float]:
        """How like the person it is in sentences of its own, and how many words are misheard."""
        sounds = [self._said(text, voice) for text in SAID]
        samples = np.concatenate([sound.samples for sound in sounds])
        person = np.frombuffer(self.encoder.embed(rest), np.float32)
        heard = [self._heard(sound) for sound in sounds]
        return {
            "similarity": _rounded(float(self.encoder.embedded(samples) @ person)),
            "word_error_rate": _rounded(jiwer.wer([_plain(text) for text in SAID], heard)),
        }

    def _said(self, text: str, voice: Voice) -> Sound:
        (speech,) = self.speech.speak(text, voice)
        return Sound.from_samples(at_ear_rate(speech.sound), EAR_RATE_HZ)

    def _heard(self, sound: Sound) -> str:
        *_, last = self.ears.transcribe([sound], language="en")
        return _plain(last.text)


def _rounded(value: float) -> float:
    return round(value, 3)


def _nearest(found: Matching) -> str:
    return NAMES[int(Mix.from_bytes(found.style).shares.argmax())]


def _unmoved(found: Matching) -> bytes:
    """The style of the nearest voice."""
    mix = Mix.from_bytes(found.style)
    return bytes(Mix(mix.shares, np.zeros_like(mix.shift)))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z' ]", " ", text.lower()).split())


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", nargs="+", default=["cities", "acoustic", "cold"])
    bench = Bench()
    people: dict[str, Any] = {}
    for name in parser.parse_args(arguments).people:
        people[name] = bench.measured(name)
        sys.stderr.write(f"{name}: {people[name]}\n")
    print(json.dumps({"machine": machine(), "people": people}, indent=2))


if __name__ == "__main__":
    main()
