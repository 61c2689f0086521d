"""What every synthesizer of a vendor promises; how they fail is in `test_failures`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from services.domain import Speech
from services.providers.registry import Entry
from tests.contracts import cases
from tests.contracts.asking import STRANGE, TEXT
from tests.vendors.server import Vendor

VOICES = cases.of("speech")
every = cases.named(VOICES)
streaming = cases.named([entry for entry in VOICES if entry.name == "elevenlabs"])


def speak(entry: Entry, server: Vendor, text: str = TEXT) -> Iterator[Speech]:
    return cases.provider(entry, server).speak(text, STRANGE)


def said(pieces: list[Speech]) -> str:
    return " ".join(piece.text for piece in pieces)


def check(pieces: list[Speech], text: str) -> None:
    """Every word is there once, and sounds within its piece."""
    assert said(pieces) == " ".join(text.split())
    for piece in pieces:
        assert " ".join(word.text for word in piece.words) == piece.text
        times = [time for word in piece.words for time in (word.start_ms, word.end_ms)]
        assert times == sorted(times) and times[0] >= 0
        assert times[-1] <= piece.sound.duration_ms + 1
        assert len(piece.sound.pcm) % 2 == 0


@every
def test_it_is_what_the_contract_says(entry: Entry, server: Vendor) -> None:
    speech = cases.provider(entry, server)
    assert speech.name == entry.name
    voices = speech.voices()
    assert len({voice.id for voice in voices}) == len(voices) > 1
    assert all(voice.id.startswith(f"{entry.name}/") and voice.label for voice in voices)


@every
def test_every_word_has_its_sound_and_its_time(entry: Entry, server: Vendor) -> None:
    pieces = list(speak(entry, server))
    check(pieces, TEXT)
    for word in pieces[0].words:
        rate_hz = pieces[0].sound.rate_hz
        heard = pieces[0].sound.samples[
            word.start_ms * rate_hz // 1000 : word.end_ms * rate_hz // 1000
        ]
        assert np.abs(heard).max() > 0.1


@every
def test_each_of_its_voices_can_be_chosen(entry: Entry, server: Vendor) -> None:
    speech = cases.provider(entry, server)
    for voice in speech.voices()[:3]:
        check(list(speech.speak("Good day.", voice)), "Good day.")


@every
@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_to_say_is_no_request(entry: Entry, server: Vendor, text: str) -> None:
    assert list(speak(entry, server, text)) == []
    assert server.asked == []


@every
def test_marks_alone_are_a_short_silence(entry: Entry, server: Vendor) -> None:
    pieces = list(speak(entry, server, "… —"))
    check(pieces, "… —")
    assert server.asked == []


@every
@pytest.mark.parametrize(
    "text",
    ["Žluťoučký kůň 🐎 “ok”?", "two  spaces\nand\tmore", "So, so. " * 300, "語" * 250 + " word"],
)
def test_unicode_and_length_survive(entry: Entry, server: Vendor, text: str) -> None:
    check(list(speak(entry, server, text)), text)


@every
def test_it_reads_what_drips(entry: Entry, server: Vendor) -> None:
    server.drip_bytes, server.drip_s = 997, 0.001
    check(list(speak(entry, server, "Hi you.")), "Hi you.")


@every
def test_it_keeps_its_connection(entry: Entry, server: Vendor) -> None:
    speech = cases.provider(entry, server)
    for _ in range(3):
        check(list(speech.speak("Good day.", STRANGE)), "Good day.")
    assert len(server.connections) == 1


@streaming
def test_the_first_words_do_not_wait_for_the_last(entry: Entry, server: Vendor) -> None:
    go_on = server.hold_next(after=-1)
    stream = speak(entry, server)
    first = next(stream)
    assert TEXT.startswith(first.text)
    go_on.set()
    check([first, *stream], TEXT)


@streaming
def test_chunks_may_be_timed_from_their_own_start(entry: Entry, server: Vendor) -> None:
    whole = [piece.words for piece in speak(entry, server)]
    server.restarts = True
    assert [piece.words for piece in speak(entry, server)] == whole


@streaming
def test_a_voice_without_times_is_spread_evenly(entry: Entry, server: Vendor) -> None:
    server.aligns = False
    check(list(speak(entry, server)), TEXT)


@streaming
def test_the_voices_of_the_account_are_listed(entry: Entry, server: Vendor) -> None:
    speech = cases.provider(entry, server)
    assert [voice.label for voice in speech.voices()] == ["Sarah", "Aunt Ada"]
    check(list(speech.speak("Good day.", speech.voices()[1])), "Good day.")
    assert server.asked[-1].path.startswith("/v1/text-to-speech/myClone1/")


@streaming
def test_without_a_list_the_stock_voices_are_there(entry: Entry, server: Vendor) -> None:
    server.fail_next(500)
    assert len(cases.provider(entry, server).voices()) > 1
