"""Learns from calls once they are over, in a thread of its own."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from services.contracts import FormFiller, Memory, Stream
from services.domain import Message
from services.errors import CompanionError, ProviderError
from services.learning.learn import TranscriptLine, learn
from services.learning.model import drawn_out

log = logging.getLogger(__name__)

REST_S = 1.0
"""Between two looks whether the model is free."""
LOOK_S = 0.2
"""Between two looks whether somebody needs the model that is reading."""
MAX_WAIT_S = 600.0


class Learner:
    """The rules take milliseconds, so that the person can be asked at once. A model reads the call
    after that, when it is free.
    """

    def __init__(
        self,
        memory: Memory,
        lines: Callable[[str, str], Sequence[TranscriptLine]],
        models: Sequence[FormFiller],
        *,
        free: Callable[[], bool],
    ) -> None:
        """``lines`` gives the words of a person's call, none when nothing may be learned of it.

        ``models`` are asked in order until one answers. ``free`` tells whether that costs no one
        who is in a call.
        """
        self._memory = memory
        self._lines = lines
        self._models = models
        self._free = free
        self._calls: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._learning: set[str] = set()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def call_over(self, person_id: str, call_id: str) -> None:
        """Learn from it; returns at once."""
        with self._lock:
            self._learning.add(call_id)
            self._calls.put((person_id, call_id))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="learner", daemon=True)
                self._thread.start()

    def learning(self, call_id: str) -> bool:
        """Whether more may still be learned from that call."""
        return call_id in self._learning

    def _work(self) -> None:
        while True:
            person_id, call_id = self._calls.get()
            try:
                self._learn(person_id, call_id)
            except CompanionError as error:
                log.warning("not learned", extra={"code": error.code, "detail": error.detail})
            finally:
                self._learning.discard(call_id)

    def _learn(self, person_id: str, call_id: str) -> None:
        lines = self._lines(person_id, call_id)
        if not any(line.by_person for line in lines):
            return
        self._memory.remember(person_id, learn(lines, self._memory.known(person_id)))
        for model in self._models:
            if self._read_closely(model, person_id, lines):
                return

    def _read_closely(
        self, model: FormFiller, person_id: str, lines: Sequence[TranscriptLine]
    ) -> bool:
        """Whether the model has read the call; it starts anew whenever somebody needed it."""
        while self._wait_until_free():
            polite = Polite(model, self._free)
            try:
                learned = drawn_out(lines, self._memory.known(person_id), polite)
            except ProviderError as error:
                log.info("not read", extra={"code": error.code, "detail": error.detail})
                return False
            if not polite.gave_way:
                self._memory.remember(person_id, learned)
                return True
        return False

    def _wait_until_free(self) -> bool:
        deadline_s = time.monotonic() + MAX_WAIT_S
        while not self._free():
            if time.monotonic() > deadline_s:
                return False
            time.sleep(REST_S)
        return True


class Polite:
    """A model that stops in mid-form when somebody else needs it."""

    def __init__(self, model: FormFiller, free: Callable[[], bool]) -> None:
        self.gave_way = False
        self._model = model
        self._free = free

    def filled_in(
        self, messages: Sequence[Message], form: Mapping[str, Any], *, max_tokens: int
    ) -> Stream[str]:
        stream = self._model.filled_in(messages, form, max_tokens=max_tokens)
        written = Written(stream)
        threading.Thread(target=self._watch, args=(written,), daemon=True).start()
        return written

    def _watch(self, written: Written) -> None:
        while not written.ended.wait(LOOK_S):
            if not self._free():
                self.gave_way = True
                written.close()


class Written(Iterator[str]):
    """A stream that tells when it is over."""

    def __init__(self, stream: Stream[str]) -> None:
        self.ended = threading.Event()
        self._stream = stream

    def __next__(self) -> str:
        return next(self._stream)

    def close(self) -> None:
        self.ended.set()
        self._stream.close()
