"""Judging whether words call for care."""

from __future__ import annotations

from typing import Protocol

from services.domain import Judgement


class CareJudge(Protocol):
    """Judges whether words call for care."""

    @property
    def name(self) -> str: ...

    def judge(self, words: str) -> Judgement:
        """Of what a person said or wrote, in any length; blocks for some 15 ms a sentence."""
        ...
