"""What a turn needs to know of its call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.conversation.thinking.prompt import prompt, prompt_so_far
from services.conversation.thinking.recall import Recall
from services.conversation.turn.turns import Turn
from services.conversation.vision.camera_watch import CameraWatch
from services.domain import Companion, Message, Picture
from services.safety.respond import Circumstances


@dataclass(frozen=True, slots=True)
class Seen:
    """What the person shows: the frame itself to a model that sees, else what was made out."""

    picture: Picture | None
    notes: Sequence[str]
    reminder: str

    @property
    def anything(self) -> bool:
        return bool(self.picture or self.notes)


@dataclass(frozen=True, slots=True)
class CallContext:
    """The call as it stands when a turn begins."""

    companion: Companion
    person_name: str
    history: Sequence[Message]
    """Of earlier calls and of this one, as heard."""
    recall: Recall
    camera: CameraWatch
    circumstances: Circumstances
    remember: Callable[[Turn], None]

    def seen(self, words: str, *, by_model: bool) -> Seen:
        picture = self.camera.picture if by_model else None
        if picture is not None:
            return Seen(picture, (), "")
        return Seen(None, self.camera.notes(words), self.camera.reminder(words))

    def prompt(
        self, recalled: Sequence[str], seen: Seen, words: str, *, budget_tokens: int
    ) -> list[Message]:
        return prompt(
            self.companion.persona,
            self.person_name,
            self.history,
            seen.notes,
            words,
            picture=seen.picture,
            reminder=seen.reminder,
            known=self.recall.at_start,
            recalled=recalled,
            budget_tokens=budget_tokens,
        )

    def prompt_so_far(self, words: str, *, budget_tokens: int) -> list[Message]:
        """The part of it that is known while the person still speaks."""
        return prompt_so_far(
            self.companion.persona,
            self.person_name,
            self.history,
            words,
            known=self.recall.at_start,
            recalled=self.recall.so_far,
            budget_tokens=budget_tokens,
        )
