"""The same promises, kept by the providers that use no network: stubs and embedded engines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from services.domain import EAR_RATE_HZ, Message, Sound
from services.providers import registry
from services.providers.registry import ENTRIES, Entry
from services.settings import Settings
from tests.contracts.test_every_provider import WITHOUT_NETWORK

SECOND = Sound(bytes(2 * EAR_RATE_HZ), EAR_RATE_HZ)


def named(capability: str) -> Any:
    found = [e for e in ENTRIES if e.capability == capability and e.name in WITHOUT_NETWORK]
    cases_ = [
        pytest.param(entry, id=entry.name, marks=pytest.mark.models if entry.engine else ())
        for entry in found
    ]
    return pytest.mark.parametrize("entry", cases_)


@cache
def provider(entry: Entry) -> Any:
    return registry.load(entry).from_settings(Settings.from_environment())


def closed_after_one(stream: Any) -> list[Any]:
    """What still comes after a close."""
    next(stream)
    stream.close()
    stream.close()
    return list(stream)


@named("chat")
@pytest.mark.parametrize("words", ["Hello you.", "", "Žluťoučký kůň 🐎", "so and so " * 300])
def test_a_chat_model_streams_and_stops(entry: Entry, words: str) -> None:
    chat = provider(entry)
    assert chat.name == entry.name
    messages = [Message("system", "Be kind."), Message("user", words)]
    chat.warm(messages)
    pieces = list(chat.reply(messages, max_tokens=12))
    assert len(pieces) > 1 and "".join(pieces).strip()
    assert closed_after_one(chat.reply(messages, max_tokens=12)) == []


@named("transcription")
def test_a_transcriber_ends_with_one_final(entry: Entry) -> None:
    ears = provider(entry)
    assert ears.name == entry.name
    for sounds in ([], [SECOND], [SECOND] * 3):
        transcripts = list(ears.transcribe(sounds, language="en"))
        assert [transcript.final for transcript in transcripts].count(True) == 1
        assert transcripts[-1].final
    stream = ears.transcribe(endless(), language="en")
    stream.close()
    assert list(stream) == []


def endless() -> Iterator[Sound]:
    while True:
        yield SECOND


@named("speech")
@pytest.mark.parametrize("text", ["Good day. How are you?", "", "two  spaces", "So it is. " * 40])
def test_a_synthesizer_says_every_word_once(entry: Entry, text: str) -> None:
    speech = provider(entry)
    assert speech.name == entry.name
    voice = speech.voices()[0]
    pieces = list(speech.speak(text, voice))
    assert " ".join(piece.text for piece in pieces) == " ".join(text.split())
    for piece in pieces:
        assert " ".join(word.text for word in piece.words) == piece.text
        assert 0 <= piece.words[0].start_ms < piece.words[-1].end_ms <= piece.sound.duration_ms + 1
    if text:
        assert closed_after_one(speech.speak(text, voice)) == []
