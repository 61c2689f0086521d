"""Who works in a call: as chosen, until it has cost what it may."""

from __future__ import annotations

import pytest

from services.contracts import ChosenProviders, Providers
from services.conversation.events import CallEvent, ModelInUse, Notice
from services.conversation.model_choice import CurrentTranscriber, ModelChoice
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

    def crew(self, choice: str) -> ChosenProviders:
        if choice == "nobody":
            raise BadInput("There is no such model to choose.")
        providers = Providers(
            StubChat(), StubTranscriber(), StubTurnEnd(), StubSpeech(), StubObserver(),
            PhraseJudge(), StubVoiceActivity,
        )  # fmt: skip
        return ChosenProviders(choice, providers, {"stub": f"{choice}-model"})


def hired(cap_usd: float = NO_CAP) -> tuple[ModelChoice, list[CallEvent]]:
    told: list[CallEvent] = []
    return ModelChoice(Everyone(), AutoModel.AUTO, cap_usd=cap_usd, tell=told.append), told


def test_a_choice_changes_who_works() -> None:
    model_choice, told = hired()
    before = model_choice.providers
    model_choice.choose("best")
    assert model_choice.providers is not before
    assert model_choice.model == {
        "choice": "best", "provider": "stub", "name": "best-model", "sees": False,
    }  # fmt: skip
    assert told == []


def test_what_cannot_be_chosen_leaves_it_as_it_is() -> None:
    model_choice, _ = hired()
    before = model_choice.providers
    with pytest.raises(BadInput):
        model_choice.choose("nobody")
    assert model_choice.providers is before
    with pytest.raises(BadInput):
        ModelChoice(Everyone(), "nobody", cap_usd=NO_CAP, tell=lambda said: None)


def test_at_the_cap_it_goes_offline_says_so_and_stays_there() -> None:
    model_choice, told = hired(cap_usd=0.08)
    model_choice.spending.note(DEAR)
    assert (model_choice.model["choice"], told) == ("auto", [])
    model_choice.spending.note(DEAR)
    assert model_choice.model["choice"] == "offline"
    notice, model = told
    assert isinstance(notice, Notice) and notice.code == "cost_cap" and "$0.08" in notice.message
    assert isinstance(model, ModelInUse) and model.choice == "offline"
    with pytest.raises(BadInput):
        model_choice.choose("best")
    model_choice.choose("offline")
    model_choice.spending.note(DEAR)
    assert len(told) == 2


def test_whoever_hears_is_asked_anew_for_each_utterance() -> None:
    asked: list[str] = []

    def now() -> StubTranscriber:
        asked.append("asked")
        return StubTranscriber()

    ears = CurrentTranscriber(now)
    for _ in range(2):
        assert list(ears.transcribe([tone(300)], language="en"))[-1].final
    assert len(asked) == 2
