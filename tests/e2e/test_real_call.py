"""A whole call with the embedded engines: people's recorded voices in, an answer out loud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import jiwer
import pytest

from services.domain import Sound
from services.providers.speech.embedded import EmbeddedSpeech
from services.settings import Settings
from tests.clients import calling
from tests.e2e.chromium import arrivals, browser_page, played, say
from tests.e2e.person import AUDIBLE, Person
from tests.e2e.server import Server, running
from tests.sounds import sentences
from tests.speech import clip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.models,
    pytest.mark.server,
    pytest.mark.timeout(300),
]
CLIPS = ("times", "wizard", "performances")
"""Three people, three microphones."""
MAX_WORD_ERRORS = 0.15
NOISES = ("keyboard", "office", "music", "city", "forest")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("engines"), {}) as server:
        yield server


@pytest.fixture(scope="module")
def voice() -> EmbeddedSpeech:
    return EmbeddedSpeech.from_settings(Settings.load({}))


@pytest.fixture
def microphone_file(tmp_path: Path) -> Path:
    return tmp_path / "microphone.wav"


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def test_people_are_understood_and_answered(server: Server, microphone_file: Path) -> None:
    sentences(microphone_file, [clip(name).sound for name in CLIPS])
    with browser_page(microphone=microphone_file) as page:
        person = Person(page, server.url)
        person.open_page()
        person.call_at_once()
        person.hears_answers(len(CLIPS))
        assert played(page).rms.max() > AUDIBLE
        assert page.inner_text("#caption-companion").strip()
        person.end()
        heard = words(" ".join(person.said_by("user")))
        answers = person.said_by("companion")
    truth = words(" ".join(clip(name).text for name in CLIPS))
    assert jiwer.wer(truth, heard) <= MAX_WORD_ERRORS, heard
    assert len(answers) >= len(CLIPS)


def test_a_second_turn_knows_the_first(
    server: Server, microphone_file: Path, voice: EmbeddedSpeech
) -> None:
    facts = ("My dog is called Biscuit.", "What is my dog called?")
    sentences(microphone_file, [speech(voice, sentence) for sentence in facts])
    with browser_page(microphone=microphone_file) as page:
        person = Person(page, server.url)
        person.open_page()
        person.call_at_once()
        person.hears_answers(2)
        person.end()
        assert "biscuit" in words(person.said_by("companion")[-1])


def test_a_spoken_interruption_is_silent(server: Server) -> None:
    with browser_page(microphone=None) as page:
        person = Person(page, server.url)
        person.open_page()
        person.call_at_once()
        person.type("Please tell me a story about a fox, a bear and a river.")
        person.hears_sound()
        say(page, clip("wizard").sound)
        person.hears_answers(2)
        cancelled = arrivals(page, "ai_cancelled")[0]
        next_ms = min(
            speech.at_ms for speech in arrivals(page, "ai_speech") if speech.at_ms > cancelled.at_ms
        )
        loudness = played(page)
        person.end()
        [call] = person.own_calls()
    assert loudness.between(cancelled.at_ms - 2000, cancelled.at_ms) > AUDIBLE
    silent_ms = loudness.last_over(AUDIBLE, after_ms=cancelled.at_ms, before_ms=next_ms)
    story = next(said for said in call["messages"] if said["interrupted"])
    assert story["heard_text"]
    assert story["text"].startswith(story["heard_text"])
    assert silent_ms - cancelled.at_ms < (next_ms - cancelled.at_ms) / 2


def test_noise_is_no_turn(server: Server) -> None:
    """Five rooms at once: they take ten seconds all the same."""
    with ThreadPoolExecutor(len(NOISES)) as rooms:
        heard = rooms.map(partial(taken_for_words, server.url), NOISES)
        taken = dict(zip(NOISES, heard, strict=True))
    assert taken == dict.fromkeys(NOISES, ([], 0))


def taken_for_words(url: str, noise: str) -> tuple[list[str], int]:
    """What ten seconds of a noise were taken for, and how many turns that made."""
    with calling(url) as caller:
        caller.start()
        sound = clip(noise).sound
        caller.speak(Sound(sound.pcm[: 10 * sound.rate_hz * 2], sound.rate_hz))
        caller.hush(2000)
        assert caller.all("ai_speech") == []
        words = [heard["text"] for heard in caller.all("transcript") if heard["text"]]
        return words, caller.end()["summary"]["turns"]


def speech(voice: EmbeddedSpeech, sentence: str) -> Sound:
    pieces = [piece.sound for piece in voice.speak(sentence, voice.voices()[0])]
    return Sound(b"".join(piece.pcm for piece in pieces), pieces[0].rate_hz)
