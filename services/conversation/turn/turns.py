"""Turn numbers. Whatever belongs to an old turn is dropped, never chased."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Protocol, TypeVar

from services.conversation.turn.gate import Gate
from services.conversation.turn.look_ahead import Ahead
from services.conversation.turn.playback import AnswerPlayback
from services.conversation.turn.provider_notices import TurnProviders
from services.domain import Picture
from services.errors import Interrupted
from services.safety.respond import CareReply

Item = TypeVar("Item")


class Closable(Protocol):
    def close(self) -> None: ...


class Turn:
    """One exchange: a person's words, and the companion's answer to them."""

    def __init__(
        self, number: int, user_text: str, gate: Gate, makers: TurnProviders, *, zero_s: float
    ) -> None:
        self.number = number
        self.user_text = user_text
        """Empty when the companion speaks of its own accord."""
        self.gate = gate
        self.makers = makers
        self.picture: Picture | None = None
        """The frame that the model is shown."""
        self.care: CareReply | None = None
        """Fixed words that answer instead of a model."""
        self.answer = AnswerPlayback()
        self.certain = False
        """Whether the person has finished for sure, so that the turn counts."""
        self.over_s: float | None = None
        """When it ended, on the monotonic clock."""
        self.timings_ms: dict[str, int] = {"end_of_speech": 0}
        """When each stage gave its first result, counted from the end of the person's words."""
        self._zero_s = zero_s
        self._streams: list[Closable] = []
        self._lock = threading.Lock()
        self._superseded = False

    @property
    def superseded(self) -> bool:
        return self._superseded

    @property
    def live(self) -> bool:
        """Whether the person is being answered."""
        return self.certain and not self._superseded and self.over_s is None

    def mark(self, stage: str) -> None:
        """Note the time of a stage, the first time only."""
        self.timings_ms.setdefault(stage, round((time.monotonic() - self._zero_s) * 1000))

    def check(self) -> None:
        """Raises `Interrupted` once a newer turn has begun."""
        if self._superseded:
            raise Interrupted

    def supersede(self) -> None:
        """Silent first: whoever was in a stream then waits for the browser's last report alone."""
        with self._lock:
            self._superseded = True
            streams, self._streams = self._streams, []
        self.answer.silence()
        for stream in streams:
            stream.close()

    def own(self, stream: Closable) -> None:
        """Close this stream, from whichever thread, when the turn is superseded."""
        with self._lock:
            self._streams.append(stream)
            superseded = self._superseded
        if superseded:
            stream.close()

    def ahead(self, items: Iterator[Item]) -> Ahead[Item]:
        """Bounded look-ahead that ends with the turn."""
        stream = Ahead(items, limit=2)
        self.own(stream)
        return stream

    def follow(self, stage: str, items: Iterator[Item]) -> Iterator[Item]:
        """The same items; marks the stage at the first. Raises `Interrupted` when superseded."""
        for item in items:
            self.check()
            self.mark(stage)
            yield item
        self.check()


class Turns:
    """The turns of one call, in order."""

    def __init__(self) -> None:
        self.current: Turn | None = None
        self.number = 0
        """Of the newest turn."""

    @property
    def live(self) -> Turn | None:
        """The turn in which the person is being answered."""
        return self.current if self.current is not None and self.current.live else None

    def begin(self, user_text: str, gate: Gate, makers: TurnProviders, *, zero_s: float) -> Turn:
        """A new turn; the one before it is superseded."""
        if self.current is not None:
            self.current.supersede()
        self.number += 1
        self.current = Turn(self.number, user_text, gate, makers, zero_s=zero_s)
        return self.current

    def withdraw(self, turn: Turn) -> None:
        """Take back the newest turn, of which nothing was sent: its number is free again."""
        turn.supersede()
        if self.current is turn:
            self.current = None
            self.number -= 1


def until_superseded(turn: Turn, items: Iterator[Item]) -> Iterator[Item]:
    """The items until a newer turn begins, which raises `Interrupted`; then they are closed."""
    try:
        for item in items:
            turn.check()
            yield item
        turn.check()
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()
