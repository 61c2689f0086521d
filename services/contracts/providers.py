"""Who works in a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from services.contracts.care import CareJudge
from services.contracts.chat import ChatModel
from services.contracts.listening import Transcriber, TurnEnd, VoiceActivity
from services.contracts.speech import Synthesizer
from services.contracts.streams import Chain, ProviderObserver
from services.contracts.vision import Observer


@dataclass(frozen=True, slots=True)
class Providers:
    """What a call works with: one of each capability."""

    chat: ChatModel
    transcriber: Transcriber
    turn_end: TurnEnd
    synthesizer: Synthesizer
    observer: Observer
    care: CareJudge
    voice_activity: Callable[[], VoiceActivity]
    """Gives a new one for each call."""

    def watched(self, observer: ProviderObserver) -> Providers:
        """The same for one turn, about which its chains tell ``observer``."""

        def watched(provider: Any) -> Any:
            return provider.watched(observer) if isinstance(provider, Chain) else provider

        return replace(
            self,
            chat=watched(self.chat),
            transcriber=watched(self.transcriber),
            synthesizer=watched(self.synthesizer),
        )

    @property
    def names(self) -> dict[str, str]:
        """Which provider would do what now."""
        return {
            "chat": self.chat.name,
            "transcription": self.transcriber.name,
            "turn_end": self.turn_end.name,
            "speech": self.synthesizer.name,
            "vision": self.observer.name,
        }


@dataclass(frozen=True, slots=True)
class ChosenProviders:
    """Who works in a call, as its person chose."""

    choice: str
    """One of `AutoModel`, or the id of a `Model`."""
    providers: Providers
    models: Mapping[str, str]
    """By name of its provider, the chat model that would be asked."""

    @property
    def model(self) -> dict[str, Any]:
        """Who would answer now, for those who ask."""
        chat = self.providers.chat
        return {
            "choice": self.choice,
            "provider": chat.name,
            "name": self.models.get(chat.name, ""),
            "sees": chat.sees,
        }


class ProviderChooser(Protocol):
    """All who may work in calls."""

    def crew(self, choice: str) -> ChosenProviders:
        """Those of one call; returns at once. Raises `BadInput` for what cannot be chosen."""
        ...
