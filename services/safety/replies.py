"""What is said instead of a model's answer: fixed text, with the help of the person's region."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from services.domain import Concern

ENGLISH = "en"
LINES: dict[Concern | None, str] = {
    Concern.VIOLENCE: "violence",
    Concern.EATING_DISORDER: "eating",
}
"""By concern, the kind of help line; for all others it is ``crisis``."""


def reply(name: str, concern: Concern | None, *, language: str, region: str) -> str:
    """The text of that name in ``replies.toml``; in English where the language has none."""
    texts = _table("replies")
    spoken = texts.get(language.split("-")[0].lower(), texts[ENGLISH])
    numbers = _table("help_lines").get(region, {})
    line = numbers.get(LINES.get(concern, "crisis")) or numbers.get("crisis") or spoken["no_line"]
    emergency = numbers.get("emergency") or spoken["no_emergency"]
    return spoken[name].replace("{line}", line).replace("{emergency}", emergency)


@cache
def _table(name: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
