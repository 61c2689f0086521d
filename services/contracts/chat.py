"""Chat models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from services.contracts.streams import Stream
from services.domain import Message, Model


class ChatModel(Protocol):
    """Answers a conversation."""

    @property
    def name(self) -> str: ...

    @property
    def sees(self) -> bool:
        """Whether pictures in messages reach the model."""
        ...

    @property
    def context_tokens(self) -> int: ...

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        """The reply's text as it is written, in pieces of any size."""
        ...

    def warm(self, messages: Sequence[Message]) -> None:
        """Prepare for a prompt that starts with these messages (blocks while doing so).

        A vendor that caches by itself, or not at all, returns at once.
        """
        ...


class ChatVendor(ChatModel, Protocol):
    """A chat model of someone who may offer others as well."""

    @property
    def model(self) -> str:
        """As the vendor calls it; empty where there is only one."""
        ...

    def models(self) -> Sequence[Model]:
        """All that could be here instead, as the vendor lists them now. Asks it, and so blocks."""
        ...

    def with_model(self, name: str) -> ChatVendor:
        """The same vendor with another model, over the same connections."""
        ...


@runtime_checkable
class FormFiller(Protocol):
    """A chat model that can be held to a form."""

    def filled_in(
        self, messages: Sequence[Message], form: Mapping[str, Any], *, max_tokens: int
    ) -> Stream[str]:
        """JSON text, in pieces, that keeps to this JSON Schema unless ``max_tokens`` cut it."""
        ...
