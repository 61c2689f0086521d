"""From a turn's events to the person: begun, held back by its gate, delivered, finished."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context

from services import logs, metrics
from services.conversation.connection import CallConnection
from services.conversation.events import AiCancelled, AiResponse, AiSpeech, CallEvent, Notice
from services.conversation.journal_writer import JournalWriter
from services.conversation.model_choice import ModelChoice
from services.conversation.turn.turns import Turn, Turns, until_superseded
from services.errors import CompanionError, Interrupted, ProviderError
from services.usage import metering

log = logging.getLogger(__name__)

LAST_REPORT_S = 0.4
"""How long to wait, after an interruption, for the browser to say where it fell silent."""


class Answering:
    """Passes on the events of one call's turns. Its methods may be called from any thread."""

    def __init__(
        self,
        call_id: str,
        turns: Turns,
        line: CallConnection,
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
        self._line = line
        self._model_choice = model_choice
        self._journal_writer = journal_writer
        self._lock = lock
        self._changed = changed
        self._over = over
        self._thread: threading.Thread | None = None

    def begin(self, turn: Turn, saids: Iterator[CallEvent]) -> None:
        """Take the events of this turn, in a thread of its own."""
        self._thread = threading.Thread(
            target=copy_context().run, args=(self._run, turn, saids), daemon=True
        )
        self._thread.start()

    def interrupt(self) -> None:
        """Silence the answer that goes on, if any."""
        live = self._turns.live
        if live is not None:
            metrics.INTERRUPTIONS.inc()
            self._line.send(AiCancelled(live.number, live.answer.heard_text))
            live.supersede()

    def join(self, timeout_s: float) -> None:
        """Wait for the newest answer's thread."""
        if self._thread is not None:
            self._thread.join(timeout=timeout_s)

    def deliver(self, said: CallEvent) -> None:
        """To the person, unless it belongs to a turn that is not the newest any more."""
        if isinstance(said, AiSpeech):
            turn = self._turns.current
            if turn is None or turn.number != said.turn or turn.superseded:
                return
            turn.mark("first_audio_sent")
            first = turn.answer.sent_s is None
            turn.answer.sent(said)
            if self._line.is_up:
                turn.answer.begin_to_play()
            if first:
                self._changed()
        self._line.send(said)

    def _run(self, turn: Turn, saids: Iterator[CallEvent]) -> None:
        told = metering.noted_by(self._model_choice.spending.note)
        with logs.fields(call=self._call_id, turn=turn.number), told:
            self._pass_on(turn, saids)
            self._finish(turn)

    def _pass_on(self, turn: Turn, saids: Iterator[CallEvent]) -> None:
        try:
            for said in until_superseded(turn, saids):
                turn.gate.pass_on(said)
        except Interrupted:
            if turn.certain and turn.answer.sent_s is not None:
                turn.answer.wait(LAST_REPORT_S)
            self._journal_writer.remember(turn)
        except CompanionError as error:
            turn.gate.pass_on(notice_of(error))
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
            self._line.send(response)
            outcome = "interrupted" if turn.superseded else "done"
            metrics.turn_over(turn.timings_ms, outcome=outcome)
            self._over(turn)


def notice_of(error: CompanionError) -> Notice:
    """What the person is told of an error; the log gets the detail."""
    log.warning("something failed", extra={"code": error.code, "detail": error.detail})
    if isinstance(error, ProviderError):
        metrics.provider_failed(error)
    return Notice.of(error)
