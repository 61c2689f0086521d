"""What was said, as heard, into the journal: in order, by a thread of its own."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from typing import Any

from services.contracts import Journal
from services.conversation.turn.turns import Turn
from services.domain import Message
from services.errors import CompanionError, StorageError

log = logging.getLogger(__name__)


class JournalWriter:
    """Writes one call's journal without making the call wait.

    A write that fails is told once by ``fail``; the ones after it are still tried.
    """

    def __init__(
        self, journal: Journal, call_id: str, *, fail: Callable[[CompanionError], None]
    ) -> None:
        self._journal = journal
        self._call_id = call_id
        self._fail = fail
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=copy_context().run, args=(self._write,), daemon=True)
        self._thread.start()

    def call_started(self, person_id: str, companion_id: str) -> None:
        self._tasks.put(lambda: self._journal.call_started(self._call_id, person_id, companion_id))

    def user_said(self, turn: Turn, source: str) -> None:
        self._tasks.put(
            lambda: self._journal.user_said(self._call_id, turn.number, turn.user_text, source)
        )

    def companion_said(self, turn: Turn, *, interrupted: bool = False) -> None:
        """The answer as it stands; again each time that more of it was heard."""
        answer = turn.answer
        text, heard_text, timings_ms = answer.text, answer.heard_text, dict(turn.timings_ms)
        self._tasks.put(
            lambda: self._journal.companion_said(
                self._call_id,
                turn.number,
                text=text,
                heard_text=heard_text,
                emotion=answer.emotion.value,
                interrupted=interrupted,
                timings_ms=timings_ms,
            )
        )

    def remember(self, turn: Turn) -> None:
        """The answer of a turn that is over, if the turn counts."""
        turn.answer.assume_played()
        if turn.certain:
            self.companion_said(turn, interrupted=turn.superseded)

    def call_ended(self, reason: str, usage: Mapping[str, Any]) -> None:
        """The last entry; returns when all is written (at most 5 s)."""
        self._tasks.put(lambda: self._journal.call_ended(self._call_id, reason, usage))
        self._tasks.put(None)
        self._thread.join(timeout=5)

    def _write(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except StorageError as error:
                self._fail(error)
            except Exception:
                log.exception("not written")
                self._fail(StorageError("an entry could not be written"))


class OffTheRecord:
    """The journal of a call of which nothing is kept."""

    def call_started(self, call_id: str, person_id: str, companion_id: str) -> None:
        """Keeps nothing."""

    def user_said(self, call_id: str, turn: int, text: str, source: str) -> None:
        """Keeps nothing."""

    def companion_said(
        self,
        call_id: str,
        turn: int,
        *,
        text: str,
        heard_text: str,
        emotion: str,
        interrupted: bool,
        timings_ms: Mapping[str, int],
    ) -> None:
        """Keeps nothing."""

    def call_ended(self, call_id: str, reason: str, usage: Mapping[str, Any] | None = None) -> None:
        """Keeps nothing."""

    def recent_messages(
        self, person_id: str, companion_id: str, *, limit: int
    ) -> Sequence[Message]:
        """There are none."""
        return ()
