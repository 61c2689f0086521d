"""What single parts of the app take, each alone.

    python -m benchmarks.parts [--tries 10]

Prints JSON, all in ms: the mouth's track of a clause with 60 phonemes, the rig of a photograph,
and how long a voice or a chat model is still at work after it was closed in mid-sentence, the
latter by how much later than usual its next answer begins.
"""

from __future__ import annotations

import argparse
import json
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.report import machine, spread
from services.conversation.lipsync.visemes import visemes
from services.domain import Message, Sound, Speech, Timed
from services.portraits.landmarks import Landmarks
from services.providers.chat.embedded import EmbeddedChat
from services.providers.portraits.embedded import EmbeddedRigger
from services.providers.speech.embedded import EmbeddedSpeech
from services.settings import Settings
from tests.photos import grace

PHONEMES = "pɑtɛnumisoθwɪfʃɹ" * 4
SENTENCE = "This is quite a long sentence, " * 3
CLOSED_AFTER_S = 0.1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=10)
    tries = parser.parse_args().tries
    settings = Settings.from_environment()
    print(
        json.dumps(
            {
                "machine": machine(),
                "track_ms": track(tries),
                "rig_ms": rig(tries),
                "voice_at_work_after_close_ms": voice(settings, tries),
                "chat_at_work_after_close_ms": chat(settings, tries),
            },
            indent=2,
        )
    )


def track(tries: int) -> dict[str, float]:
    sounds = tuple(Timed(70 * at, 70 * at + 70, sound) for at, sound in enumerate(PHONEMES))
    clause = Speech("", Sound(bytes(2 * 24 * 5000), 24_000), sounds)
    return spread(_ms(lambda: visemes(clause)) for _ in range(tries))


def rig(tries: int) -> dict[str, float]:
    rigger, photo = EmbeddedRigger(Landmarks()), grace().jpeg
    return spread(_ms(lambda: rigger.rig(photo)) for _ in range(tries))


def voice(settings: Settings, tries: int) -> dict[str, float]:
    speech = EmbeddedSpeech.from_settings(settings)
    wished = next(voice for voice in speech.voices() if voice.id == "kokoro/af_heart")
    list(speech.speak("Hi.", wished))

    def close_in_mid_sentence() -> float:
        stream = speech.speak(SENTENCE, wished)
        closer = threading.Timer(CLOSED_AFTER_S, stream.close)
        closer.start()
        return _ms(lambda: list(stream)) - 1000 * CLOSED_AFTER_S

    return spread(close_in_mid_sentence() for _ in range(tries))


def chat(settings: Settings, tries: int) -> dict[str, float]:
    model = EmbeddedChat.from_settings(settings)

    def begin(words: str) -> None:
        stream = model.reply([Message("user", words)], max_tokens=200)
        next(stream)
        stream.close()

    begin("Hello.")
    usual_ms = statistics.median(_ms(lambda: begin("Hello.")) for _ in range(tries))
    late_ms = []
    for _ in range(tries):
        begin("Tell me a very long story of the sea.")
        late_ms.append(_ms(lambda: begin("Hello.")) - usual_ms)
    return spread(late_ms)


def _ms(work: Callable[[], Any]) -> float:
    began_s = time.perf_counter()
    work()
    return (time.perf_counter() - began_s) * 1000


if __name__ == "__main__":
    main()
