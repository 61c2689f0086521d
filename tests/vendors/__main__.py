"""Runs the app against all fake vendors: ``make demo-vendors``, then http://localhost:5000.

They listen on the loopback address alone, behave as the real ones do, and answer as fast. Settings
from the environment come last, so ``CHAT=groq SPEECH=gtts make demo-vendors`` chooses among them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.vendors.did_server import DidServer
from tests.vendors.elevenlabs_server import ElevenLabsServer
from tests.vendors.gemini_server import GeminiServer
from tests.vendors.gtts_server import GttsServer
from tests.vendors.openai_server import OpenAIServer

ROOT = Path(__file__).resolve().parents[2]
REPLY = (
    ":) ", "I ", "am ", "a ", "vendor ", "that ", "is ", "not ", "real. ", "But ", "I ", "answer ",
    "as ", "one ", "does.",
)  # fmt: skip
CHAT_FIRST_S, CHAT_PAUSE_S = 0.3, 0.02
SPEECH_FIRST_S = 0.15
DID_LOOKS = 4
CHOSEN = {"CHAT": "gemini", "TRANSCRIPTION": "embedded", "SPEECH": "elevenlabs"}
"""What hears you is real by default: a fake could not tell what you said."""


def main() -> int:
    gemini, openai, elevenlabs, gtts, did = (
        GeminiServer(), OpenAIServer(), ElevenLabsServer(), GttsServer(), DidServer(),
    )  # fmt: skip
    did.film, did.looks = None, DID_LOOKS
    for chat in (gemini, openai):
        chat.says, chat.first_s, chat.pause_s = REPLY, CHAT_FIRST_S, CHAT_PAUSE_S
    for voice in (elevenlabs, gtts):
        voice.first_s = SPEECH_FIRST_S
    settings: dict[str, str] = {}
    with ExitStack() as running:
        for vendor in (openai, gtts, elevenlabs, gemini, did):
            running.enter_context(vendor)
            settings |= vendor.settings()
            sys.stdout.write(f"{type(vendor).__name__} listens on {vendor.url}\n")
        sys.stdout.flush()
        return _serve({**CHOSEN, **os.environ, **settings})


def _serve(environment: dict[str, str]) -> int:
    app = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment)
    signal.signal(signal.SIGTERM, lambda *_: app.terminate())
    while True:
        try:
            return app.wait()
        except KeyboardInterrupt:
            continue  # the app was told by the same key press, and is ending its calls


if __name__ == "__main__":
    sys.exit(main())
