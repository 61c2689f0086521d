"""Where a word stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A word among its neighbours; a missing one is empty."""

    cores: Sequence[str]
    index: int

    @property
    def core(self) -> str:
        return self.cores[self.index]

    @property
    def before(self) -> str:
        return self.cores[self.index - 1] if self.index else ""

    @property
    def after(self) -> str:
        return self.cores[self.index + 1] if self.index + 1 < len(self.cores) else ""
