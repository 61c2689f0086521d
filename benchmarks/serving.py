"""A server of one's own to measure, in processes of its own."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.server import STUBS, Server, running

STUB_EARS = {**STUBS, "VOICE_ACTIVITY": ""}
"""Recorded speech is taken for speech; whatever else is asked is answered at once."""


@contextmanager
def serving(
    *, stub: bool, program: Sequence[str] = ("app.py",), **settings: str
) -> Iterator[Server]:
    """A ready server with the embedded engines, or with stubs in their place.

    A terminated benchmark ends it too.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    chosen = {**(STUB_EARS if stub else {}), **settings}
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), chosen, program=program) as server,
    ):
        yield server
