"""How well times are found in a voice that gives none.

    python -m benchmarks.alignment

Voices of another family, whose times are known, are aligned as if they were not.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.report import machine, spread
from services.domain import Speech, Timed, Voice
from services.engine import weights
from services.providers.alignment.embedded import EmbeddedAligner
from services.providers.speech.embedded import EmbeddedSpeech
from services.providers.speech.hibari import Hibari
from services.providers.speech.kokoro import Kokoro
from services.settings import Settings

VOICES = (
    "hibari/heart", "kokoro/af_bella", "kokoro/af_nicole", "kokoro/am_fenrir", "kokoro/am_puck",
)  # fmt: skip
SENTENCES = (
    "My mother baked blueberry pie on Monday morning.",
    "People often walk past the old wooden bridge.",
    "Could you please move the blue box above the window?",
    "I hope that you feel better after some warm soup.",
    "We were wondering whether Paul would bring the map.",
    "She said the weather may improve by the end of the week.",
    "Five brave men fought for freedom in the valley.",
    "Do you remember when we first met, back in the summer?",
    "The puppy jumped up and barked at a passing bus.",
    "Well, that sounds wonderful, and I am happy for you.",
)


def main() -> None:
    speech, aligner = _speech(), EmbeddedAligner()
    aligner.align(SENTENCES[0], _said(speech, VOICES[0], SENTENCES[0]).sound)
    measured = {voice: _measured(speech, aligner, voice) for voice in VOICES}
    print(json.dumps({"machine": machine(), "voices": measured}, indent=2))


def _speech() -> EmbeddedSpeech:
    folder = Settings.from_environment().weights_dir
    model = weights.folder(folder, "kokoro-82m-int8") / "model.onnx"
    return EmbeddedSpeech([Hibari(), Kokoro(model, weights.folder(folder, "kokoro-voices"))])


def _said(speech: EmbeddedSpeech, voice: str, text: str) -> Speech:
    (said,) = speech.speak(text, Voice(voice, ""))
    return said


def _measured(speech: EmbeddedSpeech, aligner: EmbeddedAligner, voice: str) -> dict[str, Any]:
    phonemes_ms: list[int] = []
    words_ms: list[int] = []
    took_ms: list[float] = []
    for text in SENTENCES:
        said = _said(speech, voice, text)
        started_s = time.perf_counter()
        found = aligner.align(text, said.sound)
        took_ms.append((time.perf_counter() - started_s) * 1000)
        phonemes_ms += _errors(said.phonemes, found.phonemes)
        words_ms += _errors(said.words, found.words)
    return {
        "phoneme_error_ms": spread(phonemes_ms),
        "word_error_ms": spread(words_ms),
        "took_ms": spread(took_ms),
    }


def _errors(said: tuple[Timed, ...], found: tuple[Timed, ...]) -> Iterator[int]:
    assert [t.text for t in said] == [t.text for t in found]
    return (abs(a.start_ms - b.start_ms) for a, b in zip(said, found, strict=True))


if __name__ == "__main__":
    main()
