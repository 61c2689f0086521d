"""The calls of this process: found by id, kept for a while when their connection is lost."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Sequence

from services import metrics
from services.contracts import Journal, ProviderChooser
from services.conversation.call import Call
from services.conversation.options import CallOptions
from services.conversation.thinking.prompt import prompt_so_far
from services.conversation.thinking.recall import Recall
from services.domain import AutoModel, Companion, Message, Person
from services.errors import NotFound, ProviderError, TooManyRequests

log = logging.getLogger(__name__)


class Calls:
    def __init__(
        self,
        chooser: ProviderChooser,
        *,
        limit: int,
        limit_per_person: int,
        resume_window_s: float,
        over: Callable[[str, str], None] = lambda person_id, call_id: None,
    ) -> None:
        """``over`` is told of each call that ended: its person's id and its own."""
        self._chooser = chooser
        self._over = over
        self._limit = limit
        self._limit_per_person = limit_per_person
        self._resume_window_s = resume_window_s
        self._calls: dict[str, Call] = {}
        self._timers: dict[str, threading.Timer] = {}
        self._closing = False
        self.warm = False
        """Whether the chat model has read the first persona (or could not)."""

    def __len__(self) -> int:
        return len(self._calls)

    def warm_up(self, companion: Companion) -> None:
        """Let the chat model read a companion's persona before the first call."""
        chat = self._chooser.crew(AutoModel.AUTO).providers.chat
        try:
            chat.warm(
                prompt_so_far(companion.persona, "", (), "", budget_tokens=chat.context_tokens)
            )
        except ProviderError as error:
            log.warning("chat model not ready", extra={"code": error.code, "detail": error.detail})
        finally:
            self.warm = True

    def start(
        self,
        person: Person,
        companion: Companion,
        journal: Journal,
        options: CallOptions,
        *,
        past: Sequence[Message],
        recall: Recall | None = None,
    ) -> Call:
        """Raises `TooManyRequests` when this process, or this person, has as many as may be."""
        self._make_room_for(person.id)
        call = Call(
            secrets.token_urlsafe(12),
            person,
            companion,
            self._chooser,
            journal,
            options,
            past=past,
            recall=recall,
        )
        self._calls[call.id] = call
        metrics.CALLS_ACTIVE.inc()
        return call

    def resume(self, call_id: str, person_id: str) -> Call:
        """A call whose connection was lost. Raises `NotFound` when it is over, or another's."""
        call = self._calls.get(call_id)
        if call is None or call.person.id != person_id:
            raise NotFound(f"call {call_id}")
        self._stop_timer(call_id)
        return call

    def held_by(self, connection: str) -> Call | None:
        """The call that goes on over that connection."""
        calls = list(self._calls.values())
        return next((call for call in calls if call.line.holder == connection), None)

    def forget_past(self, person_id: str) -> None:
        """A person's calls that go on know nothing of earlier ones any more."""
        for call in list(self._calls.values()):
            if call.person.id == person_id:
                call.forget_past()

    def lose(self, call: Call) -> None:
        """Its connection is gone: it ends unless another one comes in time."""
        call.detach()
        timer = threading.Timer(self._resume_window_s, self.end, (call, "connection lost"))
        timer.daemon = True
        self._stop_timer(call.id)
        self._timers[call.id] = timer
        timer.start()

    def end(self, call: Call, reason: str) -> None:
        if self._calls.pop(call.id, None) is not None:
            self._stop_timer(call.id)
            metrics.CALLS_ACTIVE.dec()
            call.end(reason)
            self._over(call.person.id, call.id)

    def end_of(self, person_id: str, reason: str = "everything was deleted") -> None:
        """End all calls of a person."""
        for call in list(self._calls.values()):
            if call.person.id == person_id:
                self.end(call, reason)

    def end_all(self, reason: str) -> None:
        """For the end of the process: no call starts any more."""
        self._closing = True
        for call in list(self._calls.values()):
            self.end(call, reason)

    def _make_room_for(self, person_id: str) -> None:
        """A new call ends the person's oldest ones that nobody came back to."""
        theirs = [call for call in list(self._calls.values()) if call.person.id == person_id]
        for call in theirs:
            if len(theirs) >= self._limit_per_person and call.id in self._timers:
                theirs = [other for other in theirs if other is not call]
                self.end(call, "another call")
        if len(theirs) >= self._limit_per_person:
            raise TooManyRequests(f"{len(theirs)} calls of one person")
        if self._closing or len(self._calls) >= self._limit:
            raise TooManyRequests(f"{len(self._calls)} calls in this process")

    def _stop_timer(self, call_id: str) -> None:
        timer = self._timers.pop(call_id, None)
        if timer is not None:
            timer.cancel()
