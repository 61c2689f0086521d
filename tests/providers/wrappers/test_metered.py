"""What providers were used for, as they or we count it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from services.domain import EAR_RATE_HZ, Amount, Message, Picture, Sound, Usage, Voice
from services.errors import ProviderError, ProviderRefused
from services.providers.speech.stub import StubSpeech
from services.providers.stub_stream import StubStream
from services.providers.transcription.stub import StubTranscriber
from services.providers.wrappers.metered import MeteredChat, MeteredSynthesizer, MeteredTranscriber
from services.usage import metering, vendor_counts
from tests.contracts import cases
from tests.sounds import tone
from tests.support.patience import hang_s
from tests.vendors.elevenlabs_server import ElevenLabsServer
from tests.vendors.gemini_server import GeminiServer
from tests.vendors.openai_server import OpenAIServer

HELLO = [Message("system", "Be kind, and brief."), Message("user", "Hi.")]


class Chat:
    """Writes these pieces; an error among them is raised, an amount reported."""

    name, model, sees, context_tokens = "paid", "m-1", True, 4096

    def __init__(self, *pieces: str | Amount | ProviderError) -> None:
        self._pieces = pieces

    def reply(self, messages, *, max_tokens):
        return StubStream(self._write())

    def _write(self):
        for piece in self._pieces:
            if isinstance(piece, ProviderError):
                raise piece
            if isinstance(piece, Amount):
                vendor_counts.report(piece)
            else:
                yield piece


@pytest.fixture
def used() -> Iterator[list[Usage]]:
    used: list[Usage] = []
    with metering.noted_by(used.append):
        yield used


def amounts(used: list[Usage]) -> list[Amount]:
    return [usage.amount for usage in used]


def test_what_the_vendor_counted_counts(used) -> None:
    chat = MeteredChat(Chat("Hello", " there.", Amount(120, 7)))
    assert list(chat.reply(HELLO, max_tokens=9)) == ["Hello", " there."]
    assert used == [Usage("chat", "paid", "m-1", Amount(120, 7))]


def test_else_tokens_are_guessed(used) -> None:
    shown = [*HELLO, Message("user", "Look.", Picture(b"jpeg", 4, 3, 0))]
    for messages in (HELLO, shown):
        list(MeteredChat(Chat("Hello", " there.")).reply(messages, max_tokens=9))
    plain, seen = amounts(used)
    assert plain == Amount(22 // 4, 12 // 4, estimated=True)
    assert seen.tokens_in > plain.tokens_in + 200


def test_a_reply_that_is_cut_off_is_counted_as_far_as_it_came(used) -> None:
    stream = MeteredChat(Chat("Hello", " there.")).reply(HELLO, max_tokens=9)
    next(stream)
    stream.close()
    stream.close()
    assert amounts(used) == [Amount(22 // 4, 5 // 4, estimated=True)]


def test_what_was_never_asked_or_failed_at_once_costs_nothing(used) -> None:
    MeteredChat(Chat("Hello")).reply(HELLO, max_tokens=9).close()
    stream = MeteredChat(Chat(ProviderRefused("no"))).reply(HELLO, max_tokens=9)
    with pytest.raises(ProviderRefused):
        next(stream)
    stream.close()
    assert used == []


def test_what_failed_later_is_counted(used) -> None:
    broken = Chat("Hello", ProviderRefused("no"))
    with pytest.raises(ProviderRefused):
        list(MeteredChat(broken).reply(HELLO, max_tokens=9))
    assert amounts(used) == [Amount(22 // 4, 5 // 4, estimated=True)]


def test_sound_is_measured_as_it_passes(used) -> None:
    sound = tone(700)
    list(MeteredTranscriber(StubTranscriber()).transcribe([sound, sound], language="en"))
    assert used == [Usage("transcription", "stub", "", Amount(sound_s=1.4))]


def test_characters_are_those_of_the_text(used) -> None:
    speeches = list(MeteredSynthesizer(StubSpeech()).speak("Hello there.", Voice("stub/hum", "H")))
    (usage,) = used
    assert usage.amount.characters == len("Hello there.")
    made_s = sum(speech.sound.duration_ms for speech in speeches) / 1000
    assert usage.amount.sound_s == pytest.approx(made_s)
    assert not usage.amount.estimated


@pytest.mark.parametrize(
    ("capability", "name", "server", "expected"),
    [
        ("transcription", "openai", OpenAIServer, "gpt-4o-mini-transcribe"),
        ("transcription", "gemini", GeminiServer, "gemini-3.8-flash"),
        ("transcription", "elevenlabs", ElevenLabsServer, "scribe_v2"),
        ("speech", "openai", OpenAIServer, "gpt-4o-mini-tts"),
        ("speech", "elevenlabs", ElevenLabsServer, "eleven_flash_v2_5"),
    ],
)
def test_vendors_of_sound_say_which_model_it_was(capability, name, server, expected, used) -> None:
    entry = next(entry for entry in cases.of(capability) if entry.name == name)
    with server() as vendor:
        provider = cases.provider(entry, vendor)
        if capability == "speech":
            list(MeteredSynthesizer(provider).speak("Hello.", Voice("x/y", "Y")))
        else:
            sounds = [Sound(bytes(EAR_RATE_HZ), EAR_RATE_HZ)]
            list(MeteredTranscriber(provider).transcribe(sounds, language="en"))
    (usage,) = used
    assert (usage.capability, usage.provider, usage.model) == (capability, name, expected)
    if capability == "transcription":
        assert usage.amount.sound_s == 0.5
        assert (usage.amount.tokens_in > 0) == (name == "gemini")


def test_partials_are_paid_for_too(used) -> None:
    """Each sends all the sound so far."""
    entry = next(entry for entry in cases.of("transcription") if entry.name == "openai")

    def spoken():
        yield tone(1200)
        assert partial.wait(hang_s())
        yield tone(300)

    partial = threading.Event()
    with OpenAIServer() as vendor:
        provider = MeteredTranscriber(cases.provider(entry, vendor))
        for transcript in provider.transcribe(spoken(), language="en"):
            assert transcript.text == "Hello there."
            partial.set()
    assert amounts(used) == [Amount(sound_s=pytest.approx(1.2 + 1.5))]


def test_it_is_told_to_whoever_was_there_when_it_was_asked(used) -> None:
    """Who closes a stream may be somewhere else."""
    stream = MeteredChat(Chat("Hello", " there.")).reply(HELLO, max_tokens=9)
    next(stream)
    closer = threading.Thread(target=stream.close)
    closer.start()
    closer.join()
    assert len(used) == 1


def test_nobody_needs_to_be_told() -> None:
    assert list(MeteredChat(Chat("Hello")).reply(HELLO, max_tokens=9)) == ["Hello"]
