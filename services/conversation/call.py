"""One call: what the ear and the browser tell becomes turns.

Who may speak is decided in `TurnTaking`, the answers are passed on by `Answering`; these methods
join the two under one lock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from services import metrics
from services.contracts import Journal, ProviderChooser, Providers
from services.conversation.answering import Answering, notice_of
from services.conversation.connection import CallConnection, Send
from services.conversation.events import CallState, PictureSent, UserSaid
from services.conversation.history import as_heard, summary_of
from services.conversation.journal_writer import JournalWriter
from services.conversation.listening.listening import Listening
from services.conversation.listening.segmenter import UtteranceSegmenter
from services.conversation.model_choice import CurrentTranscriber, ModelChoice
from services.conversation.options import CallOptions
from services.conversation.thinking.recall import Recall
from services.conversation.thinking.think import known
from services.conversation.turn.call_context import CallContext
from services.conversation.turn.gate import Gate
from services.conversation.turn.provider_notices import ProviderNotices, TurnProviders
from services.conversation.turn.take_turn import exchange, say, take_turn
from services.conversation.turn.turns import Turn, Turns
from services.conversation.turn_taking import TurnTaking
from services.conversation.vision.camera_watch import CameraWatch
from services.conversation.warming import Warming
from services.domain import Clause, Companion, Emotion, Glance, Message, Person, Picture, Utterance
from services.errors import BadInput, CompanionError, ProviderError
from services.safety.respond import Circumstances
from services.usage import metering

LAST_ANSWER_S = 2.0
"""How long the end of a call waits for the answer that it interrupts."""
PARDON = (
    Clause("I'm sorry, I couldn't hear that.", Emotion.CARING),
    Clause("Could you say it again?", Emotion.CARING),
)


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
        self._model_choice = ModelChoice(
            chooser, options.choice, cap_usd=options.cap_usd, tell=self.line.send
        )
        self.ended = False
        self._started_s = time.monotonic()
        self._circumstances = Circumstances(options.language, options.region)
        self._past = tuple(past)
        self._recall = recall or Recall()
        self._exchanges: list[Turn] = []
        self._lock = threading.RLock()
        self._camera = CameraWatch(self.providers.observer, tell=self.line.send)
        self._journal_writer = JournalWriter(journal, call_id, fail=self.notify)
        self._journal_writer.call_started(person.id, companion.id)
        self._provider_notices = ProviderNotices(self.line.send)
        self._listeners = TurnProviders(self._provider_notices)
        self._turns = Turns()
        self._turn_taking = TurnTaking(self._turns, echo_ms=options.echo_ms)
        self._answering = Answering(
            call_id,
            self._turns,
            self.line,
            self._model_choice,
            self._journal_writer,
            lock=self._lock,
            changed=self._show_state,
            over=self._turn_over,
        )
        self._warming = Warming(lambda: self.providers.chat, self._context)
        self._listening = Listening(
            UtteranceSegmenter(self.providers.voice_activity(), person.pause_tolerance),
            CurrentTranscriber(lambda: self.providers.watched(self._listeners).transcriber),
            self.providers.turn_end,
            language=options.language,
            hearer=self,
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

    def see(self, picture: Picture) -> None:
        """Only the newest picture is kept, and only while it is fresh."""
        self._camera.show(picture)

    def look_away(self) -> None:
        """Forget what was seen."""
        self._camera.close()

    def glance(self) -> Glance:
        return self._camera.glance()

    def greet(self) -> None:
        """Say hello first, as the one who is called does."""
        with self._lock:
            if self.companion.greeting and not self._exchanges and not self.ended:
                self._say(known(self.companion.greeting, Emotion.HAPPY))

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
            live = self._turns.live
            if (
                live
                and utterance.source == "browser"
                and not self._turn_taking.is_meant(utterance.text)
            ):
                return live.number
            self._answering.interrupt()
            turn = self._begin(utterance.text, zero_s=time.monotonic())
            self._make_certain(turn, utterance.source)
            return turn.number

    def played(self, number: int, segment: int, heard_ms: float, *, done: bool) -> None:
        """The play head of a turn; one that was interrupted a moment ago counts too."""
        turn = next((turn for turn in reversed(self._exchanges) if turn.number == number), None)
        if turn is None:
            raise BadInput(f"There is no turn {number}.")
        heard_before = turn.answer.heard_text
        turn.answer.played(segment, heard_ms, done=done)
        if turn.answer.heard_text != heard_before:
            self._journal_writer.companion_said(turn, interrupted=turn.superseded)

    def interrupt(self, number: int, heard_ms: float) -> None:
        """Stop the answer, of which so much was heard; a turn that is over is left alone."""
        with self._lock:
            live = self._turns.live
            if live is not None and live.number == number:
                if heard_ms > 0:
                    live.answer.stopped_at(heard_ms)
                self._answering.interrupt()

    def forget_past(self) -> None:
        """Know nothing of earlier calls any more: something of them is to be forgotten."""
        with self._lock:
            self._past = ()
            self._recall = Recall()

    def end(self, reason: str) -> None:
        """Silence from here on; returns when all is in the journal."""
        self._listening.close()
        with self._lock:
            if self.ended:
                return
            if (turn := self._turn_taking.take_speculative()) is not None:
                turn.supersede()  # the words count, and nobody stays to hear the answer
                self._make_certain(turn, "voice")
            self._answering.interrupt()
            self.ended = True
        self._answering.join(LAST_ANSWER_S)
        self._journal_writer.call_ended(reason, self._model_choice.spending.bill())
        self.line.send(CallState("ended", self._turns.number, reason))

    def summary(self) -> dict[str, object]:
        """What was said so far, for the person."""
        return {
            "call": self.id,
            "duration_s": round(time.monotonic() - self._started_s),
            "turns": len(self._exchanges),
            "messages": summary_of(self._exchanges),
            "usage": self._model_choice.spending.bill(),
        }

    # What the ear tells

    def speech_started(self) -> None:
        """Before its first sound the answer waits; one that sounds is lowered by the browser."""
        with self._lock:
            self._warming.begin_anew()
            if (waiting := self._turn_taking.speech_started()) is not None:
                waiting.gate.shut()
            self.line.send(CallState("hearing", self._turns.number + 1))

    def partly_heard(self, text: str) -> None:
        """While nobody answers, the model reads ahead; else some words stop the answer."""
        with self._lock:
            self.line.send(UserSaid(self._turns.number + 1, text, final=False))
            self._recall.hear(text)
            if self._turns.live is None:
                self._warming.warm(text)
            elif self._turn_taking.interrupts(text):
                self._answering.interrupt()

    def maybe_finished(self, text: str, ended_s: float) -> None:
        """Start on the answer, out of sight, if there is anything to answer."""
        with self._lock:
            if not self._turn_taking.is_meant(text):
                self.line.send(UserSaid(self._turns.number + 1, text, final=True))
                return
            self._answering.interrupt()
            turn = self._turn_taking.speculative = self._begin(text, zero_s=ended_s)
            self._listeners.hand_over(turn.makers)

    def went_on(self) -> None:
        with self._lock:
            if (turn := self._turn_taking.take_speculative()) is not None:
                metrics.SPECULATIONS.labels("wrong").inc()
                self._turns.withdraw(turn)

    def finished(self) -> None:
        """The words count; if there were none, the companion goes on where it was."""
        with self._lock:
            if (turn := self._turn_taking.take_speculative()) is not None:
                metrics.SPECULATIONS.labels("right").inc()
                self._make_certain(turn, "voice")
                return
            if (live := self._turns.live) is not None:
                live.gate.open()
            elif self._turn_taking.cut_off is not None:
                self._go_on(self._turn_taking.cut_off)
            self._show_state()

    def could_not_hear(self, error: ProviderError) -> None:
        """Ask for it again, unless the companion is speaking or about to."""
        with self._lock:
            self._provider_notices.failed("transcription", error)
            self.finished()
            if self._turns.live is None and not self.ended:
                self._say(iter(PARDON))

    # Turns

    def notify(self, error: CompanionError) -> None:
        """Tell the person of an error; the log gets the detail."""
        self.line.send(notice_of(error))

    def _context(self) -> CallContext:
        earlier = [each.care for each in self._exchanges if each.user_text]
        return CallContext(
            self.companion,
            self.person.name,
            as_heard(self._past, self._exchanges),
            self._recall,
            self._camera,
            replace(self._circumstances, earlier=earlier),
            self._journal_writer.remember,
        )

    def _begin(self, words: str, *, zero_s: float) -> Turn:
        turn = self._new_turn(words, zero_s=zero_s)
        providers = self.providers.watched(turn.makers)
        self._answering.begin(turn, take_turn(turn, words, self._context(), providers))
        return turn

    def _go_on(self, cut_off: Turn) -> None:
        """Say the rest of an answer that was interrupted for nothing."""
        metrics.FALSE_INTERRUPTIONS.inc()
        rest = cut_off.answer.unheard_text
        if not rest:
            return
        self._say(known(rest, cut_off.answer.emotion))

    def _say(self, clauses: Iterator[Clause]) -> None:
        """Speak of its own accord."""
        turn = self._new_turn("", zero_s=time.monotonic())
        self._make_certain(turn, "")
        providers = self.providers.watched(turn.makers)
        answer = say(turn, clauses, self.companion.voice, providers)
        self._answering.begin(turn, exchange(turn, "", answer, self._context()))

    def _new_turn(self, words: str, *, zero_s: float) -> Turn:
        def show(provider: str) -> None:
            if turn.picture is not None:
                self.line.send(PictureSent(turn.number, turn.picture.taken_ms, provider))

        makers = TurnProviders(
            self._provider_notices, keeps_voice=self.person.keeps_voice, show=show
        )
        gate = Gate(self._answering.deliver)
        turn = self._turns.begin(words, gate, makers, zero_s=zero_s)
        turn.mark("transcript")
        return turn

    def _make_certain(self, turn: Turn, source: str) -> None:
        turn.mark("turn_end")
        self._camera.told()
        self._recall.turn_over()
        turn.certain = True
        self._exchanges.append(turn)
        metrics.TURNS.labels(source or "rest").inc()
        if turn.user_text:
            self._journal_writer.user_said(turn, source)
        self._show_state()
        turn.gate.open()

    def _turn_over(self, turn: Turn) -> None:
        if turn.answer.heard_text.endswith("?"):
            self._camera.expect_answer()
        if self._turns.current is turn and not self.ended:
            self._show_state()
            self._warming.warm("")

    def _show_state(self) -> None:
        self.line.send(CallState(self.state, self._turns.number))
