"""Who works in a call: as chosen, until it has cost what it may."""

from __future__ import annotations

import pytest

from services.contracts import Crew, Providers
from services.conversation.events import CallEvent, ModelInUse, Notice
from services.conversation.model_choice import Staff, Whoever
from services.domain import Amount, AutoModel, Usage
from services.errors import BadInput
from services.providers.chat.stub import StubChat
from services.providers.speech.stub import StubSpeech
from services.providers.transcription.stub import StubTranscriber
from services.providers.turn_end.stub import StubTurnEnd
from services.providers.vision.stub import StubObserver
from services.providers.voice_activity.stub import StubVoiceActivity
from services.safety.phrases import PhraseJudge
from services.usage.spending import NO_CAP
from tests.sounds import tone

DEAR = Usage("speech", "elevenlabs", "eleven_flash_v2_5", Amount(characters=1000))


class Everyone:
    """A lineup in which each choice gets providers of its own."""

    def crew(self, choice: str) -> Crew:
        if choice == "nobody":
            raise BadInput("There is no such model to choose.")
        providers = Providers(
            StubChat(), StubTranscriber(), StubTurnEnd(), StubSpeech(), StubObserver(),
            PhraseJudge(), StubVoiceActivity,
        )  # fmt: skip
        return Crew(choice, providers, {"stub": f"{choice}-model"})


def hired(cap_usd: float = NO_CAP) -> tuple[Staff, list[CallEvent]]:
    told: list[CallEvent] = []
    return Staff(Everyone(), AutoModel.AUTO, cap_usd=cap_usd, tell=told.append), told


def test_a_choice_changes_who_works() -> None:
    staff, told = hired()
    before = staff.providers
    staff.choose("best")
    assert staff.providers is not before
    assert staff.model == {
        "choice": "best", "provider": "stub", "name": "best-model", "sees": False,
    }  # fmt: skip
    assert told == []


def test_what_cannot_be_chosen_leaves_it_as_it_is() -> None:
    staff, _ = hired()
    before = staff.providers
    with pytest.raises(BadInput):
        staff.choose("nobody")
    assert staff.providers is before
    with pytest.raises(BadInput):
        Staff(Everyone(), "nobody", cap_usd=NO_CAP, tell=lambda said: None)


def test_at_the_cap_it_goes_offline_says_so_and_stays_there() -> None:
    staff, told = hired(cap_usd=0.08)
    staff.spending.note(DEAR)
    assert (staff.model["choice"], told) == ("auto", [])
    staff.spending.note(DEAR)
    assert staff.model["choice"] == "offline"
    notice, model = told
    assert isinstance(notice, Notice) and notice.code == "cost_cap" and "$0.08" in notice.message
    assert isinstance(model, ModelInUse) and model.choice == "offline"
    with pytest.raises(BadInput):
        staff.choose("best")
    staff.choose("offline")
    staff.spending.note(DEAR)
    assert len(told) == 2


def test_whoever_hears_is_asked_anew_for_each_utterance() -> None:
    asked: list[str] = []

    def now() -> StubTranscriber:
        asked.append("asked")
        return StubTranscriber()

    ears = Whoever(now)
    for _ in range(2):
        assert list(ears.transcribe([tone(300)], language="en"))[-1].final
    assert len(asked) == 2
