"""An engine process: hosts the local providers of one name and answers over a socket.

    python -m services.engine.worker NAME --fd N [--entries MODULE:NAME]

Started by `services.engine.supervisor.Supervisor`; ends when the other end of the socket does.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterable
from contextlib import closing
from importlib import import_module
from typing import Any

from services.engine import frames
from services.engine.frames import Frame
from services.engine.request import EngineRequest, Question
from services.errors import (
    CompanionError,
    ConfigError,
    Interrupted,
    ProviderBusy,
    ProviderUnavailable,
)
from services.providers import registry
from services.providers.registry import Entry
from services.settings import Settings

REGISTRY = "services.providers.registry:ENTRIES"
REQUESTS_AT_ONCE = 128
GIVING_WAY = 15
"""How nice an engine is that no call needs: a call then has 97 % of a core that both want."""
LOG_FORMAT = "%(levelname)s %(name)s: %(message)s"

logger = logging.getLogger(__name__)


class Host:
    """Builds the providers once and answers requests, each in a thread of its own."""

    def __init__(self, entries: Iterable[Entry], settings: Settings, link: socket.socket) -> None:
        self._entries = list(entries)
        self._settings = settings
        self._link = link
        self._sending = threading.Lock()
        self._building = threading.Lock()
        self._providers: dict[Entry, Any] = {}
        self._requests: dict[int, EngineRequest] = {}

    def serve(self) -> None:
        """Load everything, then answer until the other end is closed."""
        for entry in self._entries:
            try:
                self._provider(entry)
            except CompanionError as exc:
                logger.warning("%s %s: %s", entry.capability, entry.name, exc.detail)
        self._send(Frame("ready", 0))
        while frame := frames.receive(self._link.recv):
            getattr(self, f"_on_{frame.kind}")(frame)

    def _on_ping(self, frame: Frame) -> None:
        self._send(Frame("pong", 0))

    def _on_ask(self, frame: Frame) -> None:
        if len(self._requests) >= REQUESTS_AT_ONCE:
            self._send(Frame("error", frame.request, ProviderBusy("engine full", retry_after_s=1)))
            return
        request = self._requests[frame.request] = EngineRequest(
            frame.request, Question(*frame.body)
        )
        threading.Thread(target=self._answer, args=(request,), daemon=True).start()

    def _on_sound(self, frame: Frame) -> None:
        if request := self._requests.get(frame.request):
            request.hear(frame.body)

    def _on_cancel(self, frame: Frame) -> None:
        if request := self._requests.get(frame.request):
            threading.Thread(target=request.cancel, daemon=True).start()

    def _answer(self, request: EngineRequest) -> None:
        """Whatever goes wrong in a provider, or in a vendor's library, becomes one frame here."""
        try:
            self._run(request)
            last = Frame("end", request.number)
        except (CompanionError, Interrupted) as exc:
            last = Frame("error", request.number, exc)
        except Exception as exc:
            logger.exception("%s.%s failed", request.question.capability, request.question.method)
            detail = f"{type(exc).__name__}: {exc}"
            last = Frame("error", request.number, ProviderUnavailable(detail))
        del self._requests[request.number]
        self._send(last)

    def _run(self, request: EngineRequest) -> None:
        question = request.question
        asked = getattr(self._hosted(question), question.method)
        if not question.streams:
            value = asked(*question.args, **question.kwargs) if callable(asked) else asked
            self._send(Frame("item", request.number, value))
            return
        heard = (request.sounds(),) if question.hears else ()
        with closing(asked(*heard, *question.args, **question.kwargs)) as stream:
            for item in request.until_cancelled(stream):
                self._send(Frame("item", request.number, item))

    def _hosted(self, question: Question) -> Any:
        """The provider that is asked; one that could not be built is tried again."""
        for entry in self._entries:
            if entry.capability == question.capability and question.entry in ("", entry.name):
                try:
                    return self._provider(entry)
                except ConfigError as exc:
                    raise ProviderUnavailable(exc.detail, provider=entry.name) from exc
        raise ProviderUnavailable(f"no {question.capability} {question.entry} is hosted here")

    def _provider(self, entry: Entry) -> Any:
        with self._building:
            if entry not in self._providers:
                built = registry.load(entry).from_settings(self._settings)
                self._providers[entry] = built
            return self._providers[entry]

    def _send(self, frame: Frame) -> None:
        packed = frames.encode(frame)
        with self._sending:
            self._link.sendall(packed)


def entries_at(path: str) -> Iterable[Entry]:
    """The table of entries at ``module:NAME``."""
    module, _, name = path.partition(":")
    entries: Iterable[Entry] = getattr(import_module(module), name)
    return entries


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m services.engine.worker")
    parser.add_argument("name")
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--entries", default=REGISTRY)
    asked = parser.parse_args(arguments)
    logging.basicConfig(format=LOG_FORMAT, level=logging.INFO, stream=sys.stderr)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us decides when to end
    if asked.name in registry.ON_DEMAND:
        os.nice(GIVING_WAY)
    hosted = [entry for entry in entries_at(asked.entries) if entry.engine == asked.name]
    link = socket.socket(fileno=asked.fd)
    link.setblocking(True)  # a green parent has made both ends otherwise
    Host(hosted, Settings.from_environment(), link).serve()
    # Threads may still be inside native code: do not wait for them.
    logging.shutdown()
    os._exit(0)


if __name__ == "__main__":
    main()
