"""The engine that no call needs."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest

from services.contracts import SAME_SPEAKER
from services.engine.engine import Engine
from services.engine.remote import RemoteMatcher, RemoteSpeakerEncoder
from services.errors import TooLittleSpeech
from services.wiring.engines import Engines
from tests.speech import clip


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine("match")
    yield engine
    engine.close()


def test_it_starts_when_it_is_first_asked_and_nothing_waits_for_it() -> None:
    engines = Engines()
    engines.get("match")
    engines.start()
    assert engines.states() == {"match": "stopped"}
    assert engines.ready()
    engines.close()


@pytest.mark.models
def test_it_tells_speakers_apart(engine: Engine) -> None:
    speakers = RemoteSpeakerEncoder(engine, "embedded")
    times, season, elite = (clip(name).sound for name in ("times", "season", "elite"))
    assert speakers.similarity(times, season) > SAME_SPEAKER > speakers.similarity(times, elite)
    assert len(speakers.embed(times)) == 4 * 256


@pytest.mark.models
def test_it_gives_way_to_other_processes(engine: Engine) -> None:
    RemoteSpeakerEncoder(engine, "embedded").embed(clip("times").sound)
    children = psutil.Process().children(recursive=True)
    [match] = [child for child in children if "match" in child.cmdline()]
    assert match.nice() > 10


@pytest.mark.models
def test_it_asks_for_more_speech(engine: Engine) -> None:
    search = RemoteMatcher(engine, "embedded").match([clip("times").sound])
    with pytest.raises(TooLittleSpeech) as refused:
        next(search)
    assert "at least 15 seconds" in refused.value.message


@pytest.mark.models
def test_it_stops_searching_when_nobody_wants_it(engine: Engine) -> None:
    search = RemoteMatcher(engine, "embedded").match([clip("cities").sound])
    first = next(search)
    assert 0 < first.done < 0.02
    search.close()
    assert list(search) == []
    search = RemoteMatcher(engine, "embedded").match([clip("times").sound])
    with pytest.raises(TooLittleSpeech):
        next(search)
