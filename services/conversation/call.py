"""One call: the browser's side of it, and what is answered, joined under one lock."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

from services.contracts import Journal, ProviderChooser, Providers, Transcriber
from services.conversation.answering import Answering
from services.conversation.connection import CallConnection, Send
from services.conversation.delivery import notice_of
from services.conversation.events import CallState
from services.conversation.history import summary_of
from services.conversation.journal_writer import JournalWriter
from services.conversation.listening.listening import Listening
from services.conversation.listening.segmenter import UtteranceSegmenter
from services.conversation.model_choice import CurrentTranscriber, ModelChoice
from services.conversation.options import CallOptions
from services.conversation.thinking.recall import Recall
from services.conversation.thinking.think import known
from services.conversation.turn.provider_notices import ProviderNotices
from services.conversation.turn.turns import Turn, Turns
from services.conversation.turn_taking import TurnTaking
from services.conversation.utterances_to_turns import UtterancesToTurns
from services.conversation.vision.camera_watch import CameraWatch
from services.conversation.warming import Warming
from services.domain import Companion, Emotion, Message, Person, Utterance
from services.errors import BadInput, CompanionError
from services.safety.respond import Circumstances
from services.usage import metering

LAST_ANSWER_S = 2.0
"""How long the end of a call waits for the answer that it interrupts."""


class Call:
    """A conversation between one person and one companion, over whatever connection it has now."""

    def __init__(
        self,
        call_id: str,
        person: Person,
        companion: Companion,
        chooser: ProviderChooser,
        journal: Journal,
        options: CallOptions,
        *,
        past: Sequence[Message] = (),
        recall: Recall | None = None,
    ) -> None:
        self.id = call_id
        self.person = person
        self.companion = companion
        self.line = CallConnection()
        self.ended = False
        self._started_s = time.monotonic()
        self._lock = threading.RLock()
        self._model_choice = ModelChoice(
            chooser, options.choice, cap_usd=options.cap_usd, tell=self.line.send
        )
        self.camera = CameraWatch(self.providers.observer, tell=self.line.send)
        self._journal_writer = JournalWriter(journal, call_id, fail=self.notify)
        self._journal_writer.call_started(person.id, companion.id)
        self._turns = Turns()
        self._answering = Answering(
            call_id=call_id,
            person=person,
            companion=companion,
            past=tuple(past),
            recall=recall or Recall(),
            circumstances=Circumstances(options.language, options.region),
            camera=self.camera,
            connection=self.line,
            model_choice=self._model_choice,
            provider_notices=ProviderNotices(self.line.send),
            journal_writer=self._journal_writer,
            turns=self._turns,
            lock=self._lock,
            changed=self._show_state,
            over=self._turn_over,
        )
        self._warming = Warming(lambda: self.providers.chat, self._answering.context)
        self.utterances = UtterancesToTurns(
            self._answering, TurnTaking(self._turns, echo_ms=options.echo_ms), self._warming
        )
        self._listening = Listening(
            UtteranceSegmenter(self.providers.voice_activity(), person.pause_tolerance),
            CurrentTranscriber(
                lambda: self.providers.watched(self.utterances.listeners).transcriber
            ),
            self.providers.turn_end,
            language=options.language,
            hearer=self.utterances,
        )
        self._warming.warm("")

    @property
    def providers(self) -> Providers:
        """Those who work now."""
        return self._model_choice.providers

    @property
    def model(self) -> dict[str, Any]:
        """Who would answer now, for the person."""
        return self._model_choice.model

    @property
    def state(self) -> str:
        if self.ended:
            return "ended"
        live = self._turns.live
        if live is None:
            return "listening"
        return "thinking" if live.answer.sent_s is None else "speaking"

    # What the browser tells

    def attach(self, connection: str, send: Send) -> None:
        """Go on over this connection; what was sent but not heard is sent again."""
        with self._lock:
            live = self._turns.live
            self.line.attach(connection, send, live.answer.unheard_speech() if live else ())
            if live is not None and live.answer.sent_s is not None:
                live.answer.stop_playing()
                live.answer.begin_to_play()
            self._show_state()

    def detach(self) -> None:
        """Its connection is lost."""
        with self._lock:
            self.line.detach()
            if (live := self._turns.live) is not None:
                live.answer.stop_playing()

    def hear(self, chunk: bytes) -> None:
        """Microphone sound: PCM16LE mono at 16 kHz, in order."""
        with metering.noted_by(self._model_choice.spending.note):
            self._listening.push(chunk)

    def greet(self) -> None:
        """Say hello first, as the one who is called does."""
        with self._lock:
            greeting = self.companion.greeting
            if greeting and not self._answering.exchanges and not self.ended:
                self._answering.say(known(greeting, Emotion.HAPPY))

    def choose(self, choice: str) -> None:
        """Let another model answer from now on. Raises `BadInput` for what cannot be chosen."""
        with self._lock:
            self._model_choice.choose(choice)
            self._warming.warm("")

    def read(self, utterance: Utterance) -> int:
        """Answer words that came as text. Returns the number of the turn that answers them.

        Raises `BadInput` when the call is over.
        """
        with self._lock:
            if self.ended:
                raise BadInput("The call is over.")
            return self.utterances.read(utterance)

    def played(self, number: int, segment: int, heard_ms: float, *, done: bool) -> None:
        """The play head of a turn; one that was interrupted a moment ago counts too."""
        self._answering.played(number, segment, heard_ms, done=done)

    def interrupt(self, number: int, heard_ms: float) -> None:
        """Stop the answer, of which so much was heard; a turn that is over is left alone."""
        with self._lock:
            self._answering.interrupt(number, heard_ms)

    def forget_past(self) -> None:
        """Know nothing of earlier calls any more: something of them is to be forgotten."""
        with self._lock:
            self._answering.forget_past()

    def end(self, reason: str) -> None:
        """Silence from here on; returns when all is in the journal."""
        self._listening.close()
        with self._lock:
            if self.ended:
                return
            self.utterances.stop()
            self.ended = True
        self._answering.delivery.join(LAST_ANSWER_S)
        self._journal_writer.call_ended(reason, self._model_choice.spending.bill())
        self.line.send(CallState("ended", self._turns.number, reason))

    def summary(self) -> dict[str, object]:
        """What was said so far, for the person."""
        return {
            "call": self.id,
            "duration_s": round(time.monotonic() - self._started_s),
            "turns": len(self._answering.exchanges),
            "messages": summary_of(self._answering.exchanges),
            "usage": self._model_choice.spending.bill(),
        }

    def notify(self, error: CompanionError) -> None:
        """Tell the person of an error; the log gets the detail."""
        self.line.send(notice_of(error))

    def _transcriber(self) -> Transcriber:
        return self.providers.watched(self.utterances.listeners).transcriber

    def _turn_over(self, turn: Turn) -> None:
        if turn.answer.heard_text.endswith("?"):
            self.camera.expect_answer()
        if self._turns.current is turn and not self.ended:
            self._show_state()
            self._warming.warm("")

    def _show_state(self) -> None:
        self.line.send(CallState(self.state, self._turns.number))
