"""Fakes of vendors that take as long as the real ones do, so that what we add can be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from benchmarks.report import spread
from benchmarks.talking import Exchange
from services.conversation.listening.segmenter import PAUSE_MS
from tests.vendors.elevenlabs_server import ElevenLabsServer
from tests.vendors.openai_server import OpenAIServer

TRANSCRIPT_MS, FIRST_TOKEN_MS, FIRST_SOUND_MS = 250, 300, 150
REPLY = (":) ", "I ", "am ", "fine, ", "thank ", "you. ", "How ", "are ", "you?")


@contextmanager
def vendors() -> Iterator[dict[str, str]]:
    """Settings that lead to a transcriber, a chat model and a synthesizer, each with its delay."""
    with OpenAIServer() as ears, OpenAIServer() as mind, ElevenLabsServer() as voice:
        ears.first_s, ears.hears = TRANSCRIPT_MS / 1000, "How are you doing today?"
        mind.first_s, mind.says = FIRST_TOKEN_MS / 1000, REPLY
        voice.first_s = FIRST_SOUND_MS / 1000
        yield {
            **voice.settings(),
            "TRANSCRIPTION": "groq",
            "GROQ_BASE_URL": ears.base_url,
            "GROQ_API_KEY": ears.key,
            "CHAT": "openai",
            "OPENAI_BASE_URL": mind.base_url,
            "OPENAI_API_KEY": mind.key,
            "SPEECH": "elevenlabs",
            "VISION": "stub",
            "PORTRAITS": "stub",
        }


def overhead_ms(exchanges: Iterable[Exchange]) -> dict[str, float]:
    """Over what nobody could save: the pause that shows the words may be complete and the delays
    after it, or the wait until the turn's end is certain, if that is longer.
    """
    needed_ms = PAUSE_MS + TRANSCRIPT_MS + FIRST_TOKEN_MS + FIRST_SOUND_MS
    return spread(
        exchange.latency_ms - max(needed_ms, exchange.timings_ms["turn_end"])
        for exchange in exchanges
        if not exchange.cut_in
    )
