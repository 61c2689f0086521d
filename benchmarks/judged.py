"""What `benchmarks.remembering` counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from services.domain import Recollection


@dataclass
class Score:
    """Counts of one kind of finding."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    failures: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, Any]:
        found, wanted = self.right + self.wrong, self.right + self.missed
        return {
            "precision": round(self.right / max(1, found), 3),
            "recall": round((wanted - self.missed) / max(1, wanted), 3),
            "wanted": wanted,
            "found": found,
        }


@dataclass
class Result:
    kept: Score = field(default_factory=Score)
    recalled: Score = field(default_factory=Score)
    known_at_start: int = 0
    """Names, which need not be recalled."""
    stale: list[str] = field(default_factory=list)
    small_talk: list[str] = field(default_factory=list)
    recall_ms: list[float] = field(default_factory=list)


def judge_kept(call: dict[str, Any], new: Sequence[Recollection], score: Score) -> None:
    told = call.get("told", ())
    for fact in told:
        if any(re.search(fact["match"], each.text) for each in new):
            continue
        score.missed += 1
        score.failures.append(f"missed: {fact['quote']}")
    for each in new:
        if any(re.search(fact["match"], each.text) for fact in told):
            score.right += 1
        else:
            score.wrong += 1
            score.failures.append(f"wrong: {each.text} ({each.receipts[-1].quote})")
