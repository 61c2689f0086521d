"""Who may speak when: pure decisions over what was heard and what is being said."""

from __future__ import annotations

import time
from collections.abc import Callable

from services.conversation.listening.backchannel import (
    is_backchannel,
    is_command_to_stop,
    is_echo,
)
from services.conversation.turn.turns import Turn, Turns

ECHO_WINDOW_MS = 3000
"""How far from the play head the companion's own words may be heard back."""
ECHO_TAIL_S = 0.5
"""How long after an answer's end its last words may still arrive at the microphone."""


class TurnTaking:
    """Knows the turns, and what the person is saying now. Its owner holds a lock around it."""

    def __init__(
        self, turns: Turns, *, echo_ms: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``echo_ms``: how late the companion's sound comes back into the microphone."""
        self._turns = turns
        self._echo_tail_s = ECHO_TAIL_S + echo_ms / 1000
        self._clock = clock
        self._doubts = 0
        self._speech_started_s = 0.0
        self.speculative: Turn | None = None
        """A turn that began before it was certain that the person has finished."""
        self.cut_off: Turn | None = None
        """The answer that this utterance interrupted."""

    def speech_started(self) -> Turn | None:
        """A new utterance. Returns the answer that waits for it: one that does not sound yet."""
        self._doubts = 0
        self.cut_off = None
        self._speech_started_s = self._clock()
        live = self._turns.live
        return live if live is not None and live.answer.sent_s is None else None

    def is_meant(self, text: str) -> bool:
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

    def interrupts(self, text: str) -> bool:
        """Whether partly heard words stop the companion: two real ones, one heard twice, "stop"."""
        live = self._turns.live
        if live is None or not self.is_meant(text):
            return False
        self._doubts += 1
        if self._doubts > 1 or len(text.split()) > 1 or is_command_to_stop(text):
            self.cut_off = live
            return True
        return False

    def take_speculative(self) -> Turn | None:
        """The turn that was begun on a guess, once; it is for the caller to keep or withdraw."""
        turn, self.speculative = self.speculative, None
        return turn

    def _just_over(self, turn: Turn) -> bool:
        return turn.over_s is not None and self._speech_started_s < turn.over_s + self._echo_tail_s
