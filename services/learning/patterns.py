"""The rules of ``patterns.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from services.domain import RecollectionKind

MACRO = re.compile(r"\{([A-Z]+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    kind: RecollectionKind
    topic: str
    """With the pattern's groups: two clauses that give the same topic cannot both hold."""
    pattern: re.Pattern[str]
    text: str
    """What to remember, with the groups; empty for the clause itself."""
    anywhere: bool
    """Whether the match alone is the quote, wherever in a clause it stands."""


def _read(path: Path) -> tuple[Rule, ...]:
    table = tomllib.loads(path.read_text())
    words = table["words"]

    def written(pattern: str) -> re.Pattern[str]:
        filled = MACRO.sub(lambda found: words[found[1]], pattern)
        return re.compile(filled, re.IGNORECASE)

    return tuple(
        Rule(
            RecollectionKind(row["kind"]),
            row["topic"],
            written(row["pattern"]),
            row.get("text", ""),
            row.get("anywhere", False),
        )
        for row in table["rules"]
    )


RULES = _read(Path(__file__).with_name("patterns.toml"))
