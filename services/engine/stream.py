"""A reply that comes from an engine, item by item."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterable
from typing import Generic, TypeVar

from services.domain import Sound
from services.engine.frames import Frame
from services.engine.link import Link, Replies
from services.engine.request import Question
from services.engine.supervisor import Supervisor
from services.errors import ProviderTimeout

Item = TypeVar("Item")

CLOSED, FED = Frame("closed", 0), Frame("fed", 0)


class RemoteStream(Generic[Item]):
    """A `services.contracts.Stream` whose other end is a provider in an engine process."""

    def __init__(
        self,
        engine: Supervisor,
        number: int,
        question: Question,
        *,
        idle_s: float,
        sounds: Iterable[Sound] | None = None,
    ) -> None:
        self._engine, self._question, self._idle_s, self._sounds = engine, question, idle_s, sounds
        self._number = number
        self._replies: Replies = queue.Queue()
        self._closed = threading.Event()
        self._feeding = False
        self._link: Link | None = None
        self._begin(time.monotonic())

    def __iter__(self) -> RemoteStream[Item]:
        return self

    def __next__(self) -> Item:
        until_s = time.monotonic() + self._idle_s
        if self._link is None:
            self._begin(until_s)
        frame = self._next_frame(until_s)
        if frame.kind == "item":
            item: Item = frame.body
            return item
        self.close()
        if frame.kind == "error":
            raise frame.body
        raise StopIteration

    def close(self) -> None:
        """Stop: the engine is told, and whoever waits here gets `StopIteration`."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._replies.put(CLOSED)
        self._engine.wake()
        if self._link is not None:
            self._link.cancel(self._number)

    def _begin(self, until_s: float) -> None:
        """Send the request as soon as the engine is ready; waits for that until then."""
        link = self._engine.link(until_s, self._closed)
        if link is None or self._closed.is_set():
            return
        link.ask(Frame("ask", self._number, tuple(self._question)), self._replies)
        self._link = link
        if self._closed.is_set():
            link.cancel(self._number)
        elif self._sounds is not None:
            self._feeding = True
            threading.Thread(
                target=self._feed, args=(self._sounds, link), name="feed", daemon=True
            ).start()

    def _next_frame(self, until_s: float) -> Frame:
        while not self._closed.is_set():
            try:
                left_s = max(0.0, until_s - time.monotonic())
                frame = self._replies.get(timeout=None if self._feeding else left_s)
            except queue.Empty as exc:
                self.close()
                raise ProviderTimeout(
                    f"nothing from the {self._engine.name} engine for {self._idle_s:g} s",
                    provider=self._engine.name,
                ) from exc
            if frame is not FED:
                return CLOSED if self._closed.is_set() else frame
            until_s = time.monotonic() + self._idle_s
        return CLOSED

    def _feed(self, sounds: Iterable[Sound], link: Link) -> None:
        """Pass the sounds on as they come; ends with them, or at the first one after closing."""
        try:
            for sound in sounds:
                if self._closed.is_set():
                    break
                link.send(Frame("sound", self._number, sound))
        finally:
            if isinstance(sounds, Generator):
                sounds.close()
            link.send(Frame("sound", self._number, None))
            self._feeding = False
            self._replies.put(FED)
