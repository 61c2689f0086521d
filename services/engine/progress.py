"""How far a long download is: a bar on a terminal, otherwise a line at every tenth."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from typing import TextIO

from tqdm import tqdm


class FetchProgress(AbstractContextManager["FetchProgress"]):
    """Counts bytes towards a known total."""

    def __init__(self, name: str, total_bytes: int, out: TextIO = sys.stderr) -> None:
        self._name, self._total_bytes, self._out = name, total_bytes, out
        self._done_bytes = self._tenths_told = 0
        self._bar = tqdm(
            total=total_bytes,
            desc=name,
            unit="B",
            unit_scale=True,
            disable=not out.isatty(),
            file=out,
        )

    def advance(self, count_bytes: int) -> None:
        self._done_bytes += count_bytes
        self._bar.n = self._done_bytes
        self._bar.refresh()
        tenths = 10 * self._done_bytes // max(self._total_bytes, 1)
        if tenths > self._tenths_told and not self._out.isatty():
            self._out.write(f"{self._name}: {tenths * 10} % of {self._total_bytes >> 20} MB\n")
            self._out.flush()
        self._tenths_told = max(tenths, self._tenths_told)

    def restart(self) -> None:
        """Another source begins, and counts again what is already there."""
        self.advance(-self._done_bytes)

    def __exit__(self, *exc_info: object) -> None:
        self._bar.close()
