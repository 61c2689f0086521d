"""What a person is told when providers fail, and when they are back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from services.conversation.events import Notice
from services.domain import Voice
from services.errors import NobodyLeft, ProviderBusy, ProviderError
from services.labels import label

QUIET_S = 60.0
"""The same is told no more often than that."""
REASONS = {
    "provider_key": "does not accept its key",
    "provider_quota": "has no credit left",
    "provider_refused": "declined this",
    "content_declined": "declined this",
    "provider_busy": "is busy",
    "provider_timeout": "took too long",
}
UNREACHED = "cannot be reached"
ADVICE = {
    "provider_key": " Whoever runs this server should set the right key.",
    "provider_quota": " Whoever runs this server should top it up.",
}
NOBODY = {
    "chat": "No chat model answers right now.",
    "speech": "Nothing can speak right now. You can read along.",
    "transcription": "Nothing can hear you right now. You can type instead.",
}
PAUSED = (
    "The voice pauses, because you asked never to hear another one instead. You can read along "
    "until it is back."
)


class ProviderNotices:
    """Those of one call, told once each. May be used from any thread."""

    def __init__(
        self, tell: Callable[[Notice], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._down: set[tuple[str, str]] = set()
        """(capability, provider) of whom the person was told."""
        self._told_s: dict[tuple[str, ...], float] = {}
        self._lock = threading.Lock()

    def failed(self, capability: str, error: ProviderError) -> None:
        with self._lock:
            if not self._is_news(capability, error.provider, error.code):
                return
            self._down.add((capability, error.provider))
        self._tell(_notice(capability, error))

    def worked(self, capability: str, provider: str) -> None:
        with self._lock:
            if (capability, provider) not in self._down:
                return
            self._down.discard((capability, provider))
        self._tell(Notice("provider_back", f"{label(provider)} is back.", provider))

    def fell_silent(self, error: ProviderError, *, keeps_voice: bool) -> None:
        if not keeps_voice:
            self.failed("speech", error)
            return
        with self._lock:
            news = self._is_news("speech", "voice_paused")
        if news:
            self._tell(Notice("voice_paused", PAUSED))

    def changed_voice(self, provider: str, voice: Voice) -> None:
        with self._lock:
            news = self._is_news("speech", provider, voice.id)
        if news:
            message = f"The voice you know cannot be had just now: you hear {voice.label} instead."
            self._tell(Notice("voice_changed", message, provider))

    def _is_news(self, *what: str) -> bool:
        now_s = self._clock()
        if now_s < self._told_s.get(what, float("-inf")) + QUIET_S:
            return False
        self._told_s[what] = now_s
        return True


class TurnProviders:
    """Who does what in one turn: a `services.contracts.ProviderObserver`."""

    def __init__(
        self,
        provider_notices: ProviderNotices,
        *,
        keeps_voice: bool = False,
        show: Callable[[str], None] = lambda provider: None,
    ) -> None:
        """``show`` is told each chat model that gets the picture."""
        self.keeps_voice = keeps_voice
        self._provider_notices = provider_notices
        self._show = show
        self._names: dict[str, list[str]] = {}

    @property
    def names(self) -> dict[str, str]:
        """By capability; more than one, in order, where another one had to go on."""
        return {capability: ", ".join(names) for capability, names in self._names.items()}

    def hand_over(self, to: TurnProviders) -> None:
        """What was done so far was done for another turn."""
        to._names.update(self._names)
        self._names = {}

    def did(self, capability: str, provider: str) -> None:
        names = self._names.setdefault(capability, [])
        if provider not in names:
            names.append(provider)
        self._provider_notices.worked(capability, provider)

    def failed(self, capability: str, error: ProviderError) -> None:
        self._provider_notices.failed(capability, error)

    def shown(self, provider: str) -> None:
        self._show(provider)

    def changed_voice(self, provider: str, voice: Voice) -> None:
        self._provider_notices.changed_voice(provider, voice)

    def gave_up(self, error: ProviderError) -> None:
        """There is no answer, or no more of it."""
        self.did("chat", "apology")
        self._provider_notices.failed("chat", error)

    def fell_silent(self, error: ProviderError) -> None:
        """What was to be spoken is only shown."""
        self.did("speech", "captions")
        self._provider_notices.fell_silent(error, keeps_voice=self.keeps_voice)


def _notice(capability: str, error: ProviderError) -> Notice:
    retry_after_s = error.retry_after_s if isinstance(error, ProviderBusy) else None
    if isinstance(error, NobodyLeft):
        return Notice(error.code, NOBODY.get(capability, error.message))
    reason = REASONS.get(error.code, UNREACHED)
    message = (
        f"{label(error.provider)} {reason}, so the call goes on without it."
        f"{ADVICE.get(error.code, '')}"
    )
    return Notice(error.code, message, error.provider, retry_after_s)
