"""Messages to chat models, and the models."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.domain.vision import Picture


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a prompt."""

    role: str
    """``system``, ``user`` or ``assistant``."""
    text: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A chat model that a provider offers."""

    provider: str
    name: str
    """As the vendor calls it."""
    sees: bool
    """Whether it takes pictures."""
    context_tokens: int = 0
    """0 when the vendor does not say."""

    @property
    def id(self) -> str:
        """``provider/name``."""
        return f"{self.provider}/{self.name}"


class AutoModel(StrEnum):
    """What else than one model a person may choose."""

    AUTO = "auto"
    """As the server is set up."""
    FASTEST = "fastest"
    """Of those that see."""
    BEST = "best"
    OFFLINE = "offline"
    """Nothing leaves this machine."""
