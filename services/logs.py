"""Log lines: a constant message, and fields. Text for people, JSON for programs."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from _queue import Empty, SimpleQueue
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from services.settings import Settings

HIDDEN = "[hidden]"
MIN_SECRET_CHARS = 4
"""Anything shorter stands in too many innocent words to be blanked out."""
MAX_WAITING = 10_000
"""Lines that wait for a slow reader of stderr before new ones are dropped."""
FLUSH_TIMEOUT_S = 2.0
STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime"}

_context: ContextVar[Mapping[str, object]] = ContextVar("log", default=MappingProxyType({}))


@contextmanager
def fields(**values: object) -> Iterator[None]:
    """Every line inside carries these fields, e.g. ``call``, ``turn`` and ``room``.

    Nests. A new thread or green thread starts with none: enter again there, or run it in
    `contextvars.copy_context`.
    """
    before = _context.get()
    _context.set({**before, **values})
    try:
        yield
    finally:
        _context.set(before)  # Not a token: a generator may be closed from another context.


def set_up(
    settings: Settings,
    *,
    secrets: Iterable[str] = (),
    start_thread: Callable[[Callable[[], None]], object] | None = None,
) -> None:
    """Send every logger's lines to stderr, with ``secrets`` and those of the settings hidden.

    ``start_thread`` must start a native thread, also where `threading` is patched.
    """
    hidden = {*secrets, *settings.secrets(), urlsplit(settings.database_url).password or ""}
    formatter = (JsonFormatter if settings.log_format == "json" else TextFormatter)(hidden)
    writer = Writer(sys.stderr.fileno(), start_thread or _start_thread)
    writer.setFormatter(formatter)
    logging.basicConfig(level=settings.log_level, handlers=[writer], force=True)
    logging.getLogger("gtts").setLevel(logging.WARNING)  # below that it logs what is said
    logging.captureWarnings(True)


class Writer(logging.Handler):
    """Hands lines to a native thread of its own, and so never waits.

    The queue is the C one, which no monkey patch replaces, and there is no lock: green threads and
    native ones can log side by side. When ``fd`` is not read, lines are dropped and counted.
    """

    def __init__(self, fd: int, start_thread: Callable[[Callable[[], None]], object]) -> None:
        super().__init__()
        self._fd = fd
        self._lines: SimpleQueue[bytes | SimpleQueue[None]] = SimpleQueue()
        self._dropped = 0
        start_thread(self._write_on)

    def createLock(self) -> None:  # noqa: N802
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._lines.qsize() >= MAX_WAITING:
            self._dropped += 1
            return
        dropped, self._dropped = self._dropped, 0
        if dropped:
            record.lines_dropped = dropped
        self._lines.put(f"{self.format(record)}\n".encode("utf-8", "backslashreplace"))

    def flush(self) -> None:
        """Wait until all lines so far are written, but not for ever. Blocks even the hub."""
        reached: SimpleQueue[None] = SimpleQueue()
        self._lines.put(reached)
        with suppress(Empty):
            reached.get(timeout=FLUSH_TIMEOUT_S)

    def _write_on(self) -> None:
        while True:
            line = self._lines.get()
            if isinstance(line, SimpleQueue):
                line.put(None)
                continue
            with suppress(OSError):  # Nobody reads stderr any more: there is nobody to tell.
                while line:
                    line = line[os.write(self._fd, line) :]


class LineFormatter(logging.Formatter):
    """What both formats share: the fields of a record, and what must never be shown."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        worth = [secret for secret in secrets if len(secret) >= MIN_SECRET_CHARS]
        forms = {*worth, *(json.dumps(secret)[1:-1] for secret in worth)}
        self._secrets = sorted(forms, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = self.line(record, {**_context.get(), **_fields(record)})
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line

    def line(self, record: logging.LogRecord, values: Mapping[str, object]) -> str:
        raise NotImplementedError

    def exception(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""


class TextFormatter(LineFormatter):
    """``12:30:01.250 INFO services.wiring engine started engine=ears``"""

    def line(self, record: logging.LogRecord, values: Mapping[str, object]) -> str:
        at = datetime.fromtimestamp(record.created).strftime("%H:%M:%S.%f")[:-3]
        shown = "".join(f" {name}={_shown(value)}" for name, value in values.items())
        exception = self.exception(record)
        message = _one_line(record.getMessage())
        line = f"{at} {record.levelname} {record.name} {message}{shown}"
        return f"{line}\n{exception}" if exception else line


class JsonFormatter(LineFormatter):
    """One JSON object a line."""

    def line(self, record: logging.LogRecord, values: Mapping[str, object]) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **{name: _plain(value) for name, value in values.items()},
        }
        if exception := self.exception(record):
            entry["exception"] = exception
        return json.dumps(entry)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in STANDARD}


def _plain(value: object) -> object:
    """Something JSON can hold; never the content of sound or a picture."""
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    return value if isinstance(value, bool | int | float | str | None) else str(value)


def _shown(value: object) -> str:
    text = str(_plain(value))
    return text if text.isprintable() and text and not set(' ="') & set(text) else json.dumps(text)


def _one_line(text: str) -> str:
    return text if text.isprintable() else json.dumps(text)[1:-1]


def _start_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="log", daemon=True).start()
