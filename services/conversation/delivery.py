"""From a turn's events to the person: taken, held back by its gate, delivered, finished."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context

from services import logs, metrics
from services.conversation.connection import CallConnection
from services.conversation.events import AiResponse, AiSpeech, CallEvent, Notice
from services.conversation.journal_writer import JournalWriter
from services.conversation.model_choice import ModelChoice
from services.conversation.turn.turns import Turn, Turns, until_superseded
from services.errors import CompanionError, Interrupted, ProviderError
from services.usage import metering

log = logging.getLogger(__name__)

LAST_REPORT_S = 0.4
"""How long to wait, after an interruption, for the browser to say where it fell silent."""


class Delivery:
    """Passes on the events of one call's turns. Its methods may be called from any thread.

    Every turn ends, whatever is raised in it: a room that fails costs a notice.
    """

    def __init__(
        self,
        call_id: str,
        turns: Turns,
        connection: CallConnection,
        model_choice: ModelChoice,
        journal_writer: JournalWriter,
        *,
        lock: threading.RLock,
        changed: Callable[[], None],
        over: Callable[[Turn], None],
    ) -> None:
        """``changed`` is called when an answer begins to sound, ``over`` when a turn is over."""
        self._call_id = call_id
        self._turns = turns
        self._connection = connection
        self._model_choice = model_choice
        self._journal_writer = journal_writer
        self._lock = lock
        self._changed = changed
        self._over = over
        self._thread: threading.Thread | None = None

    def begin(self, turn: Turn, take: Callable[[], Iterator[CallEvent]]) -> None:
        """Look up at once what the turn needs, and take its events in a thread of its own."""
        try:
            events = take()
        except Exception as exc:  # noqa: BLE001  raised again where every turn is ended
            events = _raising(exc)
        self._thread = threading.Thread(
            target=copy_context().run, args=(self._run, turn, events), daemon=True
        )
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait for the newest answer's thread."""
        if self._thread is not None:
            self._thread.join(timeout=timeout_s)

    def deliver(self, event: CallEvent) -> None:
        """To the person, unless it belongs to a turn that is not the newest any more."""
        if isinstance(event, AiSpeech):
            turn = self._turns.current
            if turn is None or turn.number != event.turn or turn.superseded:
                return
            turn.mark("first_audio_sent")
            first = turn.answer.sent_s is None
            turn.answer.sent(event)
            if self._connection.is_up:
                turn.answer.begin_to_play()
            if first:
                self._changed()
        self._connection.send(event)

    def _run(self, turn: Turn, events: Iterator[CallEvent]) -> None:
        told = metering.noted_by(self._model_choice.spending.note)
        with logs.fields(call=self._call_id, turn=turn.number), told:
            try:
                self._pass_on(turn, events)
            finally:
                self._finish(turn)

    def _pass_on(self, turn: Turn, events: Iterator[CallEvent]) -> None:
        try:
            for event in until_superseded(turn, events):
                turn.gate.pass_on(event)
            return
        except Interrupted:
            if turn.certain and turn.answer.sent_s is not None:
                turn.answer.wait(LAST_REPORT_S)
        except CompanionError as error:
            turn.gate.pass_on(notice_of(error))
        except Exception:
            log.exception("a turn broke off")
            turn.gate.pass_on(Notice.of(CompanionError()))
        self._journal_writer.remember(turn)

    def _finish(self, turn: Turn) -> None:
        response = AiResponse(
            turn.number,
            turn.answer.text,
            turn.answer.heard_text,
            turn.answer.emotion.value,
            {**self._model_choice.providers.names, **turn.makers.names},
            dict(turn.timings_ms),
            turn.superseded,
            self._model_choice.spending.bill(),
        )
        with self._lock:
            turn.over_s = time.monotonic()
            turn.answer.forget_sound()
            if not turn.certain:
                turn.gate.pass_on(response)
                return
            self._connection.send(response)
            outcome = "interrupted" if turn.superseded else "done"
            metrics.turn_over(turn.timings_ms, outcome=outcome)
            self._over(turn)


def notice_of(error: CompanionError) -> Notice:
    """The notice of an error, for the person; its detail is logged."""
    log.warning("something failed", extra={"code": error.code, "detail": error.detail})
    if isinstance(error, ProviderError):
        metrics.provider_failed(error)
    return Notice.of(error)


def _raising(exc: Exception) -> Iterator[CallEvent]:
    raise exc
    yield  # so that it is raised in the thread that takes the events
