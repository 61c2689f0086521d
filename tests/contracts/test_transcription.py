"""What every transcriber of a vendor promises; how they fail is in `test_failures`."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterable, Iterator

import pytest

from services.domain import EAR_RATE_HZ, Sound, Transcript
from services.errors import BadInput
from services.providers.registry import Entry
from tests.contracts import cases
from tests.contracts.asking import TENTH
from tests.support.patience import hang_s, wait_until
from tests.vendors import tones
from tests.vendors.server import Vendor

EARS = cases.of("transcription")
every = cases.named(EARS)
SECOND = Sound(bytes(2 * EAR_RATE_HZ), EAR_RATE_HZ)
HEARD = "Hello there."


def hear(
    entry: Entry, server: Vendor, sounds: Iterable[Sound] = (TENTH,) * 5, **settings: str
) -> Iterator[Transcript]:
    return cases.provider(entry, server, **settings).transcribe(sounds, language="en")


class Live:
    """Sound that comes while somebody listens."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Sound | None] = queue.SimpleQueue()

    def __iter__(self) -> Iterator[Sound]:
        return iter(self._waiting.get, None)

    def say(self, *sounds: Sound) -> None:
        for sound in sounds:
            self._waiting.put(sound)

    def stop(self) -> None:
        self._waiting.put(None)


@every
def test_it_is_what_the_contract_says(entry: Entry, server: Vendor) -> None:
    assert cases.provider(entry, server).name == entry.name


@every
def test_one_final_comes_last(entry: Entry, server: Vendor) -> None:
    assert list(hear(entry, server)) == [Transcript(HEARD, final=True)]


@every
def test_partials_come_while_the_sound_goes_on(entry: Entry, server: Vendor) -> None:
    live = Live()
    stream = hear(entry, server, live)
    live.say(SECOND)
    assert next(stream) == Transcript(HEARD, final=False)
    server.hears = "Hello there, you."
    live.say(SECOND)
    assert next(stream) == Transcript("Hello there, you.", final=False)
    live.stop()
    assert list(stream) == [Transcript("Hello there, you.", final=True)]


@every
def test_the_end_cuts_a_partial_short(entry: Entry, server: Vendor) -> None:
    server.hang_next()
    live = Live()
    stream = hear(entry, server, live)
    live.say(SECOND)
    came: list[Transcript] = []
    reader = threading.Thread(target=lambda: came.extend(stream))
    reader.start()
    wait_until(lambda: bool(server.asked))
    live.stop()
    reader.join(hang_s())
    assert not reader.is_alive()
    assert came == [Transcript(HEARD, final=True)]


@every
def test_long_sound_costs_two_times_itself_at_most(entry: Entry, server: Vendor) -> None:
    live = Live()
    stream = hear(entry, server, live)
    came: list[Transcript] = []
    reader = threading.Thread(target=lambda: came.extend(stream))
    reader.start()
    for _ in range(30):
        live.say(SECOND)
        time.sleep(0.02)  # for partials: a slow machine sends fewer of them
    live.stop()
    reader.join(hang_s())
    assert not reader.is_alive()
    assert came[-1] == Transcript(HEARD, final=True)
    assert sum(transcript.final for transcript in came) == 1
    assert len(server.asked[-1].body) > 30 * len(SECOND.pcm)
    assert sum(len(request.body) for request in server.asked) < 3.2 * 30 * len(SECOND.pcm)


@every
@pytest.mark.parametrize("sounds", [[], [Sound(b"", EAR_RATE_HZ)], [Sound(bytes(1600), 16_000)]])
def test_too_little_sound_is_no_request(entry: Entry, server: Vendor, sounds: list[Sound]) -> None:
    assert list(hear(entry, server, sounds)) == [Transcript("", final=True)]
    assert server.asked == []


@every
def test_no_words_are_an_empty_final(entry: Entry, server: Vendor) -> None:
    server.hears = " "
    assert list(hear(entry, server)) == [Transcript("", final=True)]


@every
@pytest.mark.parametrize("words", ["Žluťoučký kůň 🐎\u2028 “ok”", "語" * 5_000])
def test_unicode_and_length_survive(entry: Entry, server: Vendor, words: str) -> None:
    server.hears = words
    assert list(hear(entry, server)) == [Transcript(words, final=True)]


@every
def test_sound_at_another_rate_is_bad_input(entry: Entry, server: Vendor) -> None:
    with pytest.raises(BadInput):
        list(hear(entry, server, [tones.spoken("Hello")]))


@every
def test_it_reads_what_drips(entry: Entry, server: Vendor) -> None:
    server.drip_bytes, server.drip_s = 1, 0.0005
    assert list(hear(entry, server)) == [Transcript(HEARD, final=True)]


@every
def test_it_keeps_its_connection(entry: Entry, server: Vendor) -> None:
    ears = cases.provider(entry, server)
    for _ in range(3):
        assert list(ears.transcribe([SECOND], language="en-GB"))[-1].text == HEARD
    assert len(server.connections) == 1


@every
def test_close_wakes_a_reader_that_waits_for_sound(entry: Entry, server: Vendor) -> None:
    live = Live()
    stream = hear(entry, server, live)
    reader = threading.Thread(target=lambda: list(stream))
    reader.start()
    stream.close()
    reader.join(hang_s())
    assert not reader.is_alive()
    live.stop()
    assert server.asked == []
