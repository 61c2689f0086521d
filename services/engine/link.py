"""One engine process, from the outside: started, spoken to, buried."""

from __future__ import annotations

import logging
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from services.engine import frames
from services.engine.frames import Frame
from services.errors import ProviderUnavailable

ROOT = Path(__file__).resolve().parents[2]
THREADS = ("OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1")
WAITING = "OMP_WAIT_POLICY=PASSIVE"
"""Idle native threads must not spin: the other engines need the core."""
LEVEL = re.compile(r"(DEBUG|INFO|WARNING|ERROR|CRITICAL) ")
BURIAL_S = 2.0

Replies = queue.Queue[Frame]


class Link:
    """The socket to one engine process and the threads that serve it.

    ``opened`` is set once the process is ready or gone, ``ended`` once it is gone.
    """

    def __init__(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None
    ) -> None:
        self.opened, self.ended = threading.Event(), threading.Event()
        self.heard_at_s = self._asked_at_s = time.monotonic()
        self._name = name
        self._lock = threading.Lock()
        self._replies: dict[int, Replies] = {}
        self._cancelled_at_s: dict[int, float] = {}
        self._outgoing: queue.Queue[bytes] = queue.Queue()
        self._socket, theirs = socket.socketpair()
        with theirs:
            command = ["env", *THREADS, WAITING, sys.executable, "-m", "services.engine.worker"]
            self.process = subprocess.Popen(
                [*command, name, "--fd", str(theirs.fileno()), *arguments],
                cwd=ROOT,
                env=environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        self._threads = [
            threading.Thread(target=target, name=f"{name} {target.__name__}", daemon=True)
            for target in (self._read, self._write, self._log)
        ]
        for thread in self._threads:
            thread.start()

    def ask(self, frame: Frame, replies: Replies) -> None:
        """Send a request; its ``item`` frames, then one ``end`` or ``error``, go to ``replies``."""
        packed = frames.encode(frame)
        with self._lock:
            if self.ended.is_set():
                raise self._gone()
            self._asked_at_s = time.monotonic()
            self._replies[frame.request] = replies
        self._outgoing.put(packed)

    def send(self, frame: Frame) -> None:
        """Send without waiting."""
        self._outgoing.put(frames.encode(frame))

    def cancel(self, number: int) -> None:
        """Forget a request, if it is still being answered."""
        with self._lock:
            if self._replies.pop(number, None) is None:
                return
            self._cancelled_at_s[number] = time.monotonic()
        self.send(Frame("cancel", number))

    def ping(self) -> None:
        """Ask for a sign of life."""
        self.send(Frame("ping", 0))

    def idle_s(self) -> float:
        """For how long nothing has been asked; 0 while an answer is awaited."""
        with self._lock:
            busy = self._replies or self._cancelled_at_s
            return 0.0 if busy else time.monotonic() - self._asked_at_s

    def oldest_cancelled_s(self) -> float:
        """How long the engine has gone on with something that nobody wants."""
        with self._lock:
            oldest_at_s = min(self._cancelled_at_s.values(), default=time.monotonic())
        return time.monotonic() - oldest_at_s

    def hang_up(self) -> None:
        """Close our end: the process ends by itself. From any thread."""
        with suppress(OSError):  # it may have gone meanwhile
            self._socket.shutdown(socket.SHUT_RDWR)

    def bury(self, *, patience_s: float = 0.0) -> None:
        """End the process and everything that belonged to it."""
        try:
            self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.hang_up()
        self._outgoing.put(b"")
        for thread in self._threads:
            thread.join(BURIAL_S)
        self._socket.close()
        if self.process.stdout:
            self.process.stdout.close()

    def _read(self) -> None:
        try:
            with suppress(ConnectionError):  # how a killed process ends
                while frame := frames.receive(self._socket.recv):
                    self.heard_at_s = time.monotonic()
                    self._deliver(frame)
                    time.sleep(0)  # a talkative engine must not keep a green hub to itself
        except ProviderUnavailable as exc:
            self._logger.warning("%s", exc)
        with self._lock:
            self.ended.set()
            unanswered, self._replies = self._replies, {}
        self.opened.set()
        for number, replies in unanswered.items():
            replies.put(Frame("error", number, self._gone()))

    def _deliver(self, frame: Frame) -> None:
        if frame.kind == "ready":
            self.opened.set()
        last = frame.kind in ("end", "error")
        with self._lock:
            take = self._replies.pop if last else self._replies.get
            replies = take(frame.request, None)
            if last:
                self._cancelled_at_s.pop(frame.request, None)
        if replies is not None:
            replies.put(frame)

    def _write(self) -> None:
        while packed := self._outgoing.get():
            try:
                self._socket.sendall(packed)
            except OSError:
                return  # the reader tells everyone

    def _log(self) -> None:
        for raw in self.process.stdout or ():
            line = raw.decode("utf-8", "replace").rstrip()
            leveled = LEVEL.match(line)
            level = logging.getLevelNamesMapping()[leveled[1]] if leveled else logging.INFO
            self._logger.log(level, "%s", line[leveled.end() :] if leveled else line)

    @property
    def _logger(self) -> logging.Logger:
        return logging.getLogger(f"services.engine.{self._name}")

    def _gone(self) -> ProviderUnavailable:
        return ProviderUnavailable(f"the {self._name} engine has died", provider=self._name)
