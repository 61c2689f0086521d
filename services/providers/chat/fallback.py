"""A chat model made of chat models: the first that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.contracts import ChatModel, Stream
from services.domain import Message
from services.providers.failover.fallback import ChainLink, Fallback


@dataclass(frozen=True)
class ChatLink(ChainLink[ChatModel]):
    """What is known of a chat model without asking it: an engine would have to start first."""

    sees: bool = False
    context_tokens: int = 4096


@dataclass(frozen=True)
class FallbackChat(Fallback[ChatLink]):
    """A reply that breaks off raises what broke it: who goes on from there has to be told where
    that is, and by then the next one is asked.
    """

    capability = "chat"
    read: set[str] = field(default_factory=set)
    """Who has been warmed."""

    @property
    def sees(self) -> bool:
        return self.first.sees

    @property
    def context_tokens(self) -> int:
        """A prompt has to fit whoever answers it."""
        return min(link.context_tokens for link in self.links)

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        shows = any(message.picture for message in messages)

        def ask(link: ChatLink) -> Stream[str]:
            if shows and link.sees:
                self.observer.shown(link.name)
            return link.provider.reply(messages, max_tokens=max_tokens)

        return self.race(ask)

    def warm(self, messages: Sequence[Message]) -> None:
        """The one who would be asked now; the first time the others too, since they may have to
        step in at once.
        """
        for link in self.links:
            if link is self.first or link.name not in self.read:
                self.read.add(link.name)
                link.provider.warm(messages)
