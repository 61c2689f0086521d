"""The turns of one call: begun with what the call knows, made certain, gone on with."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from services import metrics
from services.contracts import Providers
from services.conversation.connection import CallConnection
from services.conversation.delivery import Delivery
from services.conversation.events import AiCancelled, PictureSent
from services.conversation.history import as_heard
from services.conversation.journal_writer import JournalWriter
from services.conversation.model_choice import ModelChoice
from services.conversation.thinking.recall import Recall
from services.conversation.thinking.think import known
from services.conversation.turn.call_context import CallContext
from services.conversation.turn.gate import Gate
from services.conversation.turn.provider_notices import ProviderNotices, TurnProviders
from services.conversation.turn.take_turn import exchange, say, take_turn
from services.conversation.turn.turns import Turn, Turns
from services.conversation.vision.camera_watch import CameraWatch
from services.domain import Clause, Companion, Message, Person
from services.errors import BadInput
from services.safety.respond import Circumstances


@dataclass(kw_only=True)
class Answering:
    """Its methods are called with the call's lock held."""

    call_id: str
    person: Person
    companion: Companion
    past: Sequence[Message]
    """Of earlier calls."""
    recall: Recall
    circumstances: Circumstances
    camera: CameraWatch
    connection: CallConnection
    model_choice: ModelChoice
    provider_notices: ProviderNotices
    journal_writer: JournalWriter
    turns: Turns
    lock: threading.RLock
    changed: Callable[[], None]
    """Called when the state of the call may be another."""
    over: Callable[[Turn], None]
    """Called when a turn is over."""
    exchanges: list[Turn] = field(default_factory=list)
    """The turns that count, oldest first."""

    def __post_init__(self) -> None:
        self.delivery = Delivery(
            self.call_id,
            self.turns,
            self.connection,
            self.model_choice,
            self.journal_writer,
            lock=self.lock,
            changed=self.changed,
            over=self.over,
        )

    @property
    def providers(self) -> Providers:
        """Those who work now."""
        return self.model_choice.providers

    def context(self) -> CallContext:
        """The call as it stands."""
        earlier = [each.care for each in self.exchanges if each.user_text]
        return CallContext(
            self.companion,
            self.person.name,
            as_heard(self.past, self.exchanges),
            self.recall,
            self.camera,
            replace(self.circumstances, earlier=earlier),
            self.journal_writer.remember,
        )

    def forget_past(self) -> None:
        self.past = ()
        self.recall = Recall()

    def begin(self, words: str, *, zero_s: float) -> Turn:
        """Start on the answer to these words, out of sight until `make_certain`."""
        turn = self._new_turn(words, zero_s=zero_s)
        providers = self.providers.watched(turn.makers)
        self.delivery.begin(turn, lambda: take_turn(turn, words, self.context(), providers))
        return turn

    def make_certain(self, turn: Turn, source: str) -> None:
        """The person has finished: the turn counts, and its answer may be heard."""
        turn.mark("turn_end")
        self.camera.told()
        self.recall.turn_over()
        turn.certain = True
        self.exchanges.append(turn)
        metrics.TURNS.labels(source or "rest").inc()
        if turn.user_text:
            self.journal_writer.user_said(turn, source)
        self.changed()
        turn.gate.open()

    def say(self, clauses: Iterator[Clause]) -> None:
        """Speak of its own accord."""
        turn = self._new_turn("", zero_s=time.monotonic())
        self.make_certain(turn, "")
        providers = self.providers.watched(turn.makers)
        spoken = say(turn, clauses, self.companion.voice, providers)
        self.delivery.begin(turn, lambda: exchange(turn, "", spoken, self.context()))

    def go_on(self, cut_off: Turn) -> None:
        """Say the rest of an answer that was interrupted for nothing."""
        metrics.FALSE_INTERRUPTIONS.inc()
        if rest := cut_off.answer.unheard_text:
            self.say(known(rest, cut_off.answer.emotion))

    def interrupt(self, number: int | None = None, heard_ms: float = 0.0) -> None:
        """Silence the answer that goes on, if any: that of the turn ``number``, or any.

        ``heard_ms`` of it were heard, if more than what was reported.
        """
        live = self.turns.live
        if live is None or number not in (None, live.number):
            return
        if heard_ms > 0:
            live.answer.stopped_at(heard_ms)
        metrics.INTERRUPTIONS.inc()
        self.connection.send(AiCancelled(live.number, live.answer.heard_text))
        live.supersede()

    def played(self, number: int, segment: int, heard_ms: float, *, done: bool) -> None:
        """Move the play head of a turn; one interrupted a moment ago counts too.

        Raises `BadInput` when there is no such turn.
        """
        turn = next((turn for turn in reversed(self.exchanges) if turn.number == number), None)
        if turn is None:
            raise BadInput(f"There is no turn {number}.")
        heard_before = turn.answer.heard_text
        turn.answer.played(segment, heard_ms, done=done)
        if turn.answer.heard_text != heard_before:
            self.journal_writer.companion_said(turn, interrupted=turn.superseded)

    def _new_turn(self, words: str, *, zero_s: float) -> Turn:
        def show(provider: str) -> None:
            if turn.picture is not None:
                self.connection.send(PictureSent(turn.number, turn.picture.taken_ms, provider))

        makers = TurnProviders(
            self.provider_notices, keeps_voice=self.person.keeps_voice, show=show
        )
        gate = Gate(self.delivery.deliver)
        turn = self.turns.begin(words, gate, makers, zero_s=zero_s)
        turn.mark("transcript")
        return turn
