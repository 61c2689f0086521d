"""What is settled when a call begins."""

from __future__ import annotations

from dataclasses import dataclass

from services.domain import AutoModel
from services.usage.spending import NO_CAP


@dataclass(frozen=True, slots=True)
class CallOptions:
    choice: str = AutoModel.AUTO
    """Who answers: one of `AutoModel`, or the id of a `Model`."""
    cap_usd: float = NO_CAP
    language: str = "en"
    """That the person speaks."""
    region: str = ""
    """ISO 3166 code of the person's country, where it is known."""
    echo_ms: int = 0
    """How late the companion's sound comes back into the microphone."""
