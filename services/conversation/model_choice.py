"""Who works in one call, and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from services.contracts import ProviderChooser, Providers, Stream, Transcriber
from services.conversation.events import CallEvent, ModelInUse, Notice
from services.domain import AutoModel, Sound, Transcript
from services.errors import BadInput
from services.usage import prices
from services.usage.spending import Spending

CAP_REACHED = (
    "This call has cost what you allow for one (${:g}). It goes on with what runs on this "
    "server alone, which costs nothing."
)


class ModelChoice:
    """May be asked and changed from any thread. ``tell`` is told of what changes by itself.

    Once the cap is reached only those work who cost nothing, from the next answer on.
    """

    def __init__(
        self,
        chooser: ProviderChooser,
        choice: str,
        *,
        cap_usd: float,
        tell: Callable[[CallEvent], None],
    ) -> None:
        """Raises `BadInput` for what cannot be chosen."""
        self._chooser = chooser
        self._cap_usd = cap_usd
        self._tell = tell
        self._crew = chooser.crew(choice)
        self.spending = Spending(prices.known(), cap_usd=cap_usd, reached=self._go_offline)

    @property
    def providers(self) -> Providers:
        return self._crew.providers

    @property
    def model(self) -> dict[str, Any]:
        """Who would answer now, for the person."""
        return self._crew.model

    def choose(self, choice: str) -> None:
        """From the next answer on. Raises `BadInput` for what cannot be chosen, or not any more."""
        if self.spending.over and choice != AutoModel.OFFLINE:
            raise BadInput("This call has reached what it may cost, and stays offline.")
        self._crew = self._chooser.crew(choice)

    def _go_offline(self) -> None:
        self._crew = self._chooser.crew(AutoModel.OFFLINE)
        self._tell(Notice("cost_cap", CAP_REACHED.format(self._cap_usd)))
        self._tell(ModelInUse(**self._crew.model))


class CurrentTranscriber:
    """A transcriber: whoever it is when an utterance begins."""

    def __init__(self, now: Callable[[], Transcriber]) -> None:
        self._now = now

    @property
    def name(self) -> str:
        return self._now().name

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        return self._now().transcribe(sounds, language=language)
