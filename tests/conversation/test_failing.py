"""What a person gets of a call in which something fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.conversation.utterances_to_turns import PARDON
from services.domain import Person, Utterance
from services.errors import NobodyLeft, ProviderUnavailable
from tests.conversation.stage import ScriptedChat, Stage
from tests.providers.scripts import Mouth, mouths_of

LINE = "happy: Hello there my friend."


@pytest.fixture
def mouth() -> Mouth:
    return Mouth("hum", words=2, trouble=ProviderUnavailable(), family="stub")


def calling(mouth: Mouth, *, keeps_voice: bool) -> Iterator[Stage]:
    stage = Stage(
        ScriptedChat(LINE),
        synthesizer=mouths_of(mouth, Mouth("other")),
        person=Person("person", keeps_voice=keeps_voice),
    )
    stage.call.read(Utterance("typed", "hi"))
    yield stage
    stage.call.end("test over")


@pytest.fixture
def stage(mouth: Mouth) -> Iterator[Stage]:
    yield from calling(mouth, keeps_voice=False)


@pytest.fixture
def faithful(mouth: Mouth) -> Iterator[Stage]:
    """A call of someone who wants no other voice."""
    mouth.words = 0
    yield from calling(mouth, keeps_voice=True)


def test_another_voice_goes_on_in_the_midst_of_a_clause(stage: Stage) -> None:
    for segment in range(4):
        spoken = stage.wait_for_speech(1, segment)
        assert spoken["spoken_by"] == "server"
        stage.play(1, segment)
    response = stage.wait_for_response(1)
    assert response["heard_text"] == "Hello there my friend."
    assert response["providers"]["speech"] == "hum, other"
    assert [notice["code"] for notice in stage.of("notice")] == [
        "provider_unavailable",
        "voice_changed",
    ]


def test_who_wants_no_other_voice_reads_along_and_is_told_why(faithful: Stage) -> None:
    spoken = faithful.wait_for_speech(1)
    assert (spoken["text"], spoken["spoken_by"]) == ("Hello there my friend.", "nobody")
    assert spoken["visemes"] == []
    assert not any(spoken["audio"])
    faithful.play(1)
    response = faithful.wait_for_response(1)
    assert response["heard_text"] == "Hello there my friend."
    assert response["providers"]["speech"] == "captions"
    assert faithful.wait_for("notice", lambda told: told["code"] == "voice_paused")


def test_where_nothing_can_speak_the_browser_may(mouth: Mouth) -> None:
    mouth.words = 0
    silent = Stage(ScriptedChat(LINE), synthesizer=mouths_of(mouth))
    silent.call.read(Utterance("typed", "hi"))
    assert silent.wait_for_speech(1)["spoken_by"] == "browser"
    assert silent.wait_for("notice", lambda told: told["code"] == "provider_nobody")
    silent.call.end("test over")


def test_words_that_nobody_could_hear_are_asked_for_again(mouth: Mouth) -> None:
    stage = Stage(ScriptedChat(LINE))
    stage.begin_to_hear()
    stage.call.utterances.could_not_hear(NobodyLeft("transcription"))
    assert stage.wait_for_speech(1)["text"] == PARDON[0].text
    assert stage.wait_for("notice")["code"] == "provider_nobody"
    stage.call.end("test over")
