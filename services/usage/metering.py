"""Who is told what providers are used for, wherever in a turn that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from services.domain import Usage

Note = Callable[[Usage], None]

_note: ContextVar[Note | None] = ContextVar("metering", default=None)


@contextmanager
def noted_by(note: Note) -> Iterator[None]:
    """Whatever is asked of providers meanwhile is told to ``note`` once it is over.

    A new thread or green thread begins with nobody: run it in `contextvars.copy_context`.
    """
    before = _note.get()
    _note.set(note)
    try:
        yield
    finally:
        _note.set(before)  # Not a token: a generator may be closed from another context.


def noting() -> Note:
    """Whom to tell of what is asked here and now; maybe nobody."""
    return _note.get() or _nobody


def _nobody(usage: Usage) -> None:
    """It is nobody's to pay."""
