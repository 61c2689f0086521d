"""What providers use, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """How much was asked of a provider, in the units that vendors bill."""

    tokens_in: int = 0
    tokens_out: int = 0
    characters: int = 0
    """Of text that was spoken."""
    sound_s: float = 0.0
    """Of sound that was transcribed, or made."""
    estimated: bool = False
    """Whether any of it was counted here and not by the vendor."""

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.characters + other.characters,
            self.sound_s + other.sound_s,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """What one provider was asked for."""

    capability: str
    """``chat``, ``transcription`` or ``speech``."""
    provider: str
    model: str
    """As the vendor calls it; empty where there is only one."""
    amount: Amount
