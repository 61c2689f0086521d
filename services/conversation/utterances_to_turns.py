"""From utterances, heard or read, to turns: begun on a guess, made certain, withdrawn."""

from __future__ import annotations

import time

from services import metrics
from services.conversation.answering import Answering
from services.conversation.events import CallState, UserSaid
from services.conversation.turn.provider_notices import TurnProviders
from services.conversation.turn_taking import TurnTaking
from services.conversation.warming import Warming
from services.domain import Clause, Emotion, Utterance
from services.errors import ProviderError

PARDON = (
    Clause("I'm sorry, I couldn't hear that.", Emotion.CARING),
    Clause("Could you say it again?", Emotion.CARING),
)


class UtterancesToTurns:
    """Follows `SpeechEvents`, and reads: `TurnTaking` decides, `Answering` acts, under one lock."""

    def __init__(self, answering: Answering, turn_taking: TurnTaking, warming: Warming) -> None:
        self._answering = answering
        self._turn_taking = turn_taking
        self._warming = warming
        self._turns = answering.turns
        self._connection = answering.connection
        self._provider_notices = answering.provider_notices
        self._lock = answering.lock
        self.listeners = TurnProviders(self._provider_notices)
        """Who transcribes the words of the turn to come."""

    def speech_started(self) -> None:
        """Before its first sound the answer waits; one that sounds is lowered by the browser."""
        with self._lock:
            self._warming.begin_anew()
            if (waiting := self._turn_taking.speech_started()) is not None:
                waiting.gate.shut()
            self._connection.send(CallState("hearing", self._turns.number + 1))

    def partly_heard(self, text: str) -> None:
        """While nothing is answered, the model reads ahead; else some words stop the answer."""
        with self._lock:
            self._connection.send(UserSaid(self._turns.number + 1, text, final=False))
            self._answering.recall.hear(text)
            if self._turns.live is None:
                self._warming.warm(text)
            elif self._turn_taking.interrupts(text):
                self._answering.interrupt()

    def maybe_finished(self, text: str, ended_s: float) -> None:
        """Start on the answer, out of sight, if there is anything to answer."""
        with self._lock:
            if not self._turn_taking.is_meant(text):
                self._connection.send(UserSaid(self._turns.number + 1, text, final=True))
                return
            self._answering.interrupt()
            turn = self._turn_taking.speculative = self._answering.begin(text, zero_s=ended_s)
            self.listeners.hand_over(turn.makers)

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
                self._answering.make_certain(turn, "voice")
                return
            if (live := self._turns.live) is not None:
                live.gate.open()
            elif self._turn_taking.cut_off is not None:
                self._answering.go_on(self._turn_taking.cut_off)
            self._answering.changed()

    def could_not_hear(self, error: ProviderError) -> None:
        """Ask for it again, unless the companion is speaking or about to."""
        with self._lock:
            self._provider_notices.failed("transcription", error)
            self.finished()
            if self._turns.live is None:
                self._answering.say(iter(PARDON))

    def read(self, utterance: Utterance) -> int:
        """Answer words that came as text. Returns the number of the turn that answers them."""
        live = self._turns.live
        recognised = utterance.source == "browser"
        if live and recognised and not self._turn_taking.is_meant(utterance.text):
            return live.number
        self._answering.interrupt()
        turn = self._answering.begin(utterance.text, zero_s=time.monotonic())
        self._answering.make_certain(turn, utterance.source)
        return turn.number

    def stop(self) -> None:
        """Begin no answer any more: words that wait for one count all the same."""
        if (turn := self._turn_taking.take_speculative()) is not None:
            turn.supersede()
            self._answering.make_certain(turn, "voice")
        self._answering.interrupt()
