"""A chat model that repeats what it was told: for tests and for load without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.domain import Message, Model
from services.providers.stub_stream import StubStream
from services.settings import Settings


class StubChat:
    name = "stub"
    sees = False
    context_tokens = 4096
    model = "stub"

    @classmethod
    def from_settings(cls, settings: Settings) -> StubChat:
        return cls()

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> StubStream[str]:
        return StubStream(self._reply(messages[-1].text))

    def warm(self, messages: Sequence[Message]) -> None:
        """Nothing to prepare."""

    def models(self) -> Sequence[Model]:
        return [Model(self.name, self.model, self.sees, self.context_tokens)]

    def with_model(self, name: str) -> StubChat:
        return self

    def _reply(self, words: str) -> Iterator[str]:
        yield "happy:"
        yield from (f" {word}" for word in f"I heard you. You said: {words}.".split())
