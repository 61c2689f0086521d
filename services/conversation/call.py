"""One call: what the ear and the browser tell becomes turns, and turns become events.

Here, and nowhere else, barge-in is decided and errors become notices. The file is as long as a
call's life: these methods act on the same few fields under one lock.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextvars import copy_context
from dataclasses import replace
from typing import Any

from services import logs, metrics
from services.contracts import Journal, Lineup, Providers
from services.conversation.connection import Line, Send
from services.conversation.events import (
    AiCancelled,
    AiResponse,
    AiSpeech,
    CallState,
    Notice,
    PictureSent,
    Said,
    UserSaid,
)
from services.conversation.history import as_heard
from services.conversation.journal_writer import Scribe
from services.conversation.listening.backchannel import is_backchannel, is_command_to_stop, is_echo
from services.conversation.listening.listening import Ear
from services.conversation.listening.segmenter import Listener
from services.conversation.model_choice import Staff, Whoever
from services.conversation.options import CallOptions
from services.conversation.provider_notices import Makers, Outages
from services.conversation.recall import Recall
from services.conversation.thinking.prompt import prompt, prompt_so_far
from services.conversation.thinking.think import known
from services.conversation.turn.gate import Gate
from services.conversation.turn.take_turn import say, take_turn
from services.conversation.turn.turns import Turn, Turns, until_superseded
from services.conversation.vision.camera_watch import Eyes
from services.domain import Clause, Companion, Emotion, Glance, Message, Person, Picture, Utterance
from services.errors import BadInput, CompanionError, Interrupted, ProviderError
from services.safety.respond import Circumstances
from services.usage import metering

log = logging.getLogger(__name__)

LAST_REPORT_S = 0.4
"""How long to wait, after an interruption, for the browser to say where it fell silent."""
ECHO_WINDOW_MS = 3000
"""How far from the play head the companion's own words may be heard back."""
WARM_WORDS = 4
"""Reading a word takes some 30 ms; starting to read takes 100."""
PARDON = (
    Clause("I'm sorry, I couldn't hear that.", Emotion.CARING),
    Clause("Could you say it again?", Emotion.CARING),
)
ECHO_TAIL_S = 0.5
"""How long after an answer's end its last words may still arrive at the microphone."""


class Call:
    """A conversation between one person and one companion, over whatever connection it has now."""

    def __init__(
        self,
        call_id: str,
        person: Person,
        companion: Companion,
        lineup: Lineup,
        journal: Journal,
        options: CallOptions,
        *,
        past: Sequence[Message] = (),
        recall: Recall | None = None,
    ) -> None:
        self.id = call_id
        self.person = person
        self.companion = companion
        self.line = Line()
        self._staff = Staff(lineup, options.choice, cap_usd=options.cap_usd, tell=self.line.send)
        self.ended = False
        self._started_s = time.monotonic()
        self._where = Circumstances(options.language, options.region)
        self._echo_tail_s = ECHO_TAIL_S + options.echo_ms / 1000
        self._past = tuple(past)
        self._recall = recall or Recall()
        self._turns = Turns()
        self._exchanges: list[Turn] = []
        self._speculative: Turn | None = None
        self._cut_off: Turn | None = None
        self._doubts = 0
        self._speech_started_s = 0.0
        self._eyes = Eyes(self.providers.observer, tell=self.line.send)
        self._answering: threading.Thread | None = None
        self._warming = threading.Lock()
        self._warmed_words = 0
        self._lock = threading.RLock()
        self._scribe = Scribe(journal, call_id, fail=self.notify)
        self._scribe.call_started(person.id, companion.id)
        self._outages = Outages(self.line.send)
        self._listeners = Makers(self._outages)
        self._ear = Ear(
            Listener(self.providers.voice_activity(), person.pause_tolerance),
            Whoever(lambda: self.providers.watched(self._listeners).transcriber),
            self.providers.turn_end,
            language=options.language,
            hearer=self,
        )
        self._warm("")

    @property
    def providers(self) -> Providers:
        """Those who work now."""
        return self._staff.providers

    @property
    def model(self) -> dict[str, Any]:
        """Who would answer now, for the person."""
        return self._staff.model

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
        with metering.noted_by(self._staff.spending.note):
            self._ear.push(chunk)

    def see(self, picture: Picture) -> None:
        """Only the newest picture is kept, and only while it is fresh."""
        self._eyes.show(picture)

    def look_away(self) -> None:
        """Forget what was seen."""
        self._eyes.close()

    def glance(self) -> Glance:
        return self._eyes.glance()

    def greet(self) -> None:
        """Say hello first, as the one who is called does."""
        with self._lock:
            if self.companion.greeting and not self._exchanges and not self.ended:
                self._say(known(self.companion.greeting, Emotion.HAPPY))

    def choose(self, choice: str) -> None:
        """Let another model answer from now on. Raises `BadInput` for what cannot be chosen."""
        with self._lock:
            self._staff.choose(choice)
            self._warm("")

    def read(self, utterance: Utterance) -> int:
        """Answer words that came as text. Returns the number of the turn that answers them.

        Raises `BadInput` when the call is over.
        """
        with self._lock:
            if self.ended:
                raise BadInput("The call is over.")
            live = self._turns.live
            if live and utterance.source == "browser" and not self._means(utterance.text):
                return live.number
            self._interrupt()
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
            self._scribe.companion_said(turn, interrupted=turn.superseded)

    def interrupt(self, number: int, heard_ms: float) -> None:
        """Stop the answer, of which so much was heard; a turn that is over is left alone."""
        with self._lock:
            live = self._turns.live
            if live is not None and live.number == number:
                if heard_ms > 0:
                    live.answer.stopped_at(heard_ms)
                self._interrupt()

    def forget_past(self) -> None:
        """Know nothing of earlier calls any more: something of them is to be forgotten."""
        with self._lock:
            self._past = ()
            self._recall = Recall()

    def end(self, reason: str) -> None:
        """Silence from here on; returns when all is in the journal."""
        self._ear.close()
        with self._lock:
            if self.ended:
                return
            if (turn := self._speculative) is not None:
                self._speculative = None
                turn.supersede()  # the words count, and nobody stays to hear the answer
                self._make_certain(turn, "voice")
            self._interrupt()
            self.ended = True
        if self._answering is not None:
            self._answering.join(timeout=2)
        self._scribe.call_ended(reason, self._staff.spending.bill())
        self.line.send(CallState("ended", self._turns.number, reason))

    def summary(self) -> dict[str, object]:
        """What was said so far, for the person."""
        messages: list[dict[str, object]] = []
        for turn in self._exchanges:
            if turn.user_text:
                said = {"turn": turn.number, "speaker": "user", "text": turn.user_text}
                messages.append(dict(said))
            if turn.answer.segments:
                messages.append(
                    {
                        "turn": turn.number,
                        "speaker": "companion",
                        "text": turn.answer.text,
                        "heard_text": turn.answer.heard_text,
                        "interrupted": turn.superseded,
                    }
                )
        return {
            "call": self.id,
            "duration_s": round(time.monotonic() - self._started_s),
            "turns": len(self._exchanges),
            "messages": messages,
            "usage": self._staff.spending.bill(),
        }

    # What the ear tells

    def speech_started(self) -> None:
        """Before its first sound the answer waits; one that sounds is lowered by the browser."""
        with self._lock:
            self._doubts = self._warmed_words = 0
            self._cut_off = None
            self._speech_started_s = time.monotonic()
            live = self._turns.live
            if live is not None and live.answer.sent_s is None:
                live.gate.shut()
            self.line.send(CallState("hearing", self._turns.number + 1))

    def partly_heard(self, text: str) -> None:
        """Two real words stop the companion, or one that is heard twice, or "stop"."""
        with self._lock:
            self.line.send(UserSaid(self._turns.number + 1, text, final=False))
            self._recall.hear(text)
            live = self._turns.live
            if live is None:
                self._warm(text)
            elif self._means(text):
                self._doubts += 1
                if self._doubts > 1 or len(text.split()) > 1 or is_command_to_stop(text):
                    self._cut_off = live
                    self._interrupt()

    def maybe_finished(self, text: str, ended_s: float) -> None:
        """Start on the answer, out of sight, if there is anything to answer."""
        with self._lock:
            if not self._means(text):
                self.line.send(UserSaid(self._turns.number + 1, text, final=True))
                return
            self._interrupt()
            self._speculative = self._begin(text, zero_s=ended_s)
            self._listeners.hand_over(self._speculative.makers)

    def went_on(self) -> None:
        with self._lock:
            if self._speculative is not None:
                metrics.SPECULATIONS.labels("wrong").inc()
                self._turns.withdraw(self._speculative)
                self._speculative = None

    def finished(self) -> None:
        """The words count; if there were none, the companion goes on where it was."""
        with self._lock:
            if self._speculative is not None:
                turn, self._speculative = self._speculative, None
                metrics.SPECULATIONS.labels("right").inc()
                self._make_certain(turn, "voice")
                return
            if (live := self._turns.live) is not None:
                live.gate.open()
            elif self._cut_off is not None:
                self._go_on(self._cut_off)
            self._show_state()

    def could_not_hear(self, error: ProviderError) -> None:
        """Ask for it again, unless the companion is speaking or about to."""
        with self._lock:
            self._outages.failed("transcription", error)
            self.finished()
            if self._turns.live is None and not self.ended:
                self._say(iter(PARDON))

    # Turns

    def notify(self, error: CompanionError) -> None:
        """Tell the person of an error; the log gets the detail."""
        self.line.send(self._notice(error))

    def _notice(self, error: CompanionError) -> Notice:
        log.warning("something failed", extra={"code": error.code, "detail": error.detail})
        if isinstance(error, ProviderError):
            metrics.provider_failed(error)
        return Notice.of(error)

    def _means(self, text: str) -> bool:
        """Whether words are meant for the companion, and are not its own."""
        if not text.strip():
            return False
        turn = self._turns.current
        if turn is None or (self._turns.live is None and not self._just_over(turn)):
            return True
        if is_command_to_stop(text):
            return True
        if is_echo(text, turn.answer.text_around_head(ECHO_WINDOW_MS)):
            return False
        return not (turn.live and is_backchannel(text))

    def _just_over(self, turn: Turn) -> bool:
        return turn.over_s is not None and self._speech_started_s < turn.over_s + self._echo_tail_s

    def _begin(self, words: str, *, zero_s: float) -> Turn:
        picture = self._eyes.picture if self.providers.chat.sees else None
        turn = self._new_turn(words, picture, zero_s=zero_s)
        notes = () if picture else self._eyes.notes(words)
        messages = prompt(
            self.companion.persona,
            self.person.name,
            as_heard(self._past, self._exchanges),
            notes,
            words,
            picture=picture,
            reminder="" if picture else self._eyes.reminder(words),
            known=self._recall.at_start,
            recalled=self._recall.notes(words),
            budget_tokens=self.providers.chat.context_tokens,
        )
        providers = self.providers.watched(turn.makers)
        where = replace(self._where, earlier=[each.care for each in self._exchanges])
        sees = bool(picture or notes)
        voice = self.companion.voice
        self._answer(turn, take_turn(turn, messages, voice, providers, where, sees=sees))
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
        turn = self._new_turn("", None, zero_s=time.monotonic())
        self._make_certain(turn, "")
        providers = self.providers.watched(turn.makers)
        self._answer(turn, say(turn, clauses, self.companion.voice, providers))

    def _new_turn(self, words: str, picture: Picture | None, *, zero_s: float) -> Turn:
        def show(provider: str) -> None:
            if picture is not None:
                self.line.send(PictureSent(turn.number, picture.taken_ms, provider))

        makers = Makers(self._outages, keeps_voice=self.person.keeps_voice, show=show)
        turn = self._turns.begin(words, Gate(self._deliver), makers, zero_s=zero_s)
        turn.mark("transcript")
        return turn

    def _make_certain(self, turn: Turn, source: str) -> None:
        turn.mark("turn_end")
        self._eyes.told()
        self._recall.turn_over()
        turn.certain = True
        self._exchanges.append(turn)
        metrics.TURNS.labels(source or "rest").inc()
        if turn.user_text:
            self._scribe.user_said(turn, source)
        self._show_state()
        turn.gate.open()

    def _interrupt(self) -> None:
        live = self._turns.live
        if live is not None:
            metrics.INTERRUPTIONS.inc()
            self.line.send(AiCancelled(live.number, live.answer.heard_text))
            live.supersede()

    def _answer(self, turn: Turn, saids: Iterator[Said]) -> None:
        self._answering = threading.Thread(
            target=copy_context().run, args=(self._run, turn, saids), daemon=True
        )
        self._answering.start()

    def _run(self, turn: Turn, saids: Iterator[Said]) -> None:
        told = metering.noted_by(self._staff.spending.note)
        with logs.fields(call=self.id, turn=turn.number), told:
            self._pass_on(turn, saids)
            self._finish(turn)

    def _pass_on(self, turn: Turn, saids: Iterator[Said]) -> None:
        try:
            for said in until_superseded(turn, saids):
                turn.gate.pass_on(said)
        except Interrupted:
            if turn.certain and turn.answer.sent_s is not None:
                turn.answer.wait(LAST_REPORT_S)
        except CompanionError as error:
            turn.gate.pass_on(self._notice(error))

    def _finish(self, turn: Turn) -> None:
        turn.answer.assume_played()
        response = AiResponse(
            turn.number,
            turn.answer.text,
            turn.answer.heard_text,
            turn.answer.emotion.value,
            {**self.providers.names, **turn.makers.names},
            dict(turn.timings_ms),
            turn.superseded,
            self._staff.spending.bill(),
        )
        with self._lock:
            turn.over_s = time.monotonic()
            turn.answer.forget_sound()
            if not turn.certain:
                turn.gate.pass_on(response)
                return
            self._scribe.companion_said(turn, interrupted=turn.superseded)
            self.line.send(response)
            outcome = "interrupted" if turn.superseded else "done"
            metrics.turn_over(turn.timings_ms, outcome=outcome)
            if turn.answer.heard_text.endswith("?"):
                self._eyes.expect_answer()
            if self._turns.current is turn and not self.ended:
                self._show_state()
                self._warm("")

    def _deliver(self, said: Said) -> None:
        if isinstance(said, AiSpeech):
            turn = self._turns.current
            if turn is None or turn.number != said.turn or turn.superseded:
                return
            turn.mark("first_audio_sent")
            first = turn.answer.sent_s is None
            turn.answer.sent(said)
            if self.line.is_up:
                turn.answer.begin_to_play()
            if first:
                self._show_state()
        self.line.send(said)

    def _show_state(self) -> None:
        self.line.send(CallState(self.state, self._turns.number))

    def _warm(self, words: str) -> None:
        """Prepare the chat model for a prompt that goes on like this; one at a time.

        A few words more are read faster with the answer than while the answer waits for it.
        """
        count = len(words.split())
        if 0 < count < self._warmed_words + WARM_WORDS:
            return
        if not self._warming.acquire(blocking=False):
            return
        self._warmed_words = count
        messages = prompt_so_far(
            self.companion.persona,
            self.person.name,
            as_heard(self._past, self._exchanges),
            words,
            known=self._recall.at_start,
            recalled=self._recall.so_far,
            budget_tokens=self.providers.chat.context_tokens,
        )
        threading.Thread(target=self._warm_now, args=(messages,), daemon=True).start()

    def _warm_now(self, messages: Sequence[Message]) -> None:
        try:
            self.providers.chat.warm(messages)
        except ProviderError as error:
            log.info("chat model not warmed", extra={"code": error.code, "detail": error.detail})
        finally:
            self._warming.release()
