"""Words that call for care, before any model reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts import CareJudge
from services.conversation.thinking.guardrails import cue, food_cue
from services.domain import Message
from services.safety.allergies import food_to_avoid, warning
from services.safety.respond import CareReply, Circumstances, reminder, respond


@dataclass(frozen=True, slots=True)
class Attention:
    """What the person's last words call for."""

    reply: CareReply | None
    """Fixed words that answer instead of a model."""
    reminders: tuple[str, ...]
    """What a model is told last."""

    def added_to(self, prompt: Sequence[Message]) -> list[Message]:
        return [*prompt, *(Message("system", text) for text in self.reminders)]


def attend(
    prompt: Sequence[Message], judge: CareJudge, where: Circumstances, *, sees: bool = False
) -> Attention:
    """``prompt`` ends with the words and reminders; ``sees``: whether it shows anything."""
    words = next(message.text for message in reversed(prompt) if message.role == "user")
    judgement = judge.judge(words)
    reply = respond(judgement, words, where) or warning(prompt, where)
    reminders = (
        cue(judgement.request, sees=sees),
        food_cue(food_to_avoid(prompt)),
        reminder(where),
    )
    return Attention(reply, tuple(text for text in reminders if text))
