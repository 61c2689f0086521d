"""A turn that is superseded."""

from __future__ import annotations

import threading
import time

from services.conversation.turn.gate import Gate
from services.conversation.turn.provider_notices import ProviderNotices, TurnProviders
from services.conversation.turn.turns import Turn
from tests.support.patience import hang_s


class Interrupted:
    """A stream whose reader, once it is closed, waits for the last report of what was heard."""

    def __init__(self, turn: Turn) -> None:
        self.got_report = False
        self._waiting = threading.Event()
        self._turn = turn
        self.reader = threading.Thread(target=self._read, daemon=True)

    def close(self) -> None:
        self.reader.start()
        assert self._waiting.wait(hang_s())
        time.sleep(0.05)  # so that it most likely waits already

    def _read(self) -> None:
        self._waiting.set()
        self.got_report = self._turn.answer.wait(0.2)


def test_silence_is_not_taken_for_the_last_report() -> None:
    makers = TurnProviders(ProviderNotices(lambda notice: None))
    turn = Turn(1, "hello", Gate(lambda said: None), makers, zero_s=0.0)
    stream = Interrupted(turn)
    turn.own(stream)
    turn.supersede()
    stream.reader.join(hang_s())
    assert not stream.reader.is_alive()
    assert not stream.got_report
