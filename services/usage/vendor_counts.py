"""What a vendor says of the size of a request, on its way to whoever counts.

An adapter reports while its stream is read or closed; whoever reads it through `told_to` is told.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from services.domain import Amount

Note = Callable[[Amount], None]


class _Here(threading.local):
    note: Note | None = None


_here = _Here()


@contextmanager
def told_to(note: Note) -> Iterator[None]:
    """Whatever this thread reports meanwhile goes to ``note``."""
    before, _here.note = _here.note, note
    try:
        yield
    finally:
        _here.note = before


def report(amount: Amount) -> None:
    """Of one request, once: what it took in all."""
    if _here.note is not None:
        _here.note(amount)
