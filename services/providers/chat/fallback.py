"""A chat model made of chat models: the first that answers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from services.contracts import ChatModel, Stream
from services.domain import Message
from services.errors import ProviderError

log = logging.getLogger(__name__)


class FallbackChat:
    """Asks its models in order; one that fails before its first word is passed over."""

    def __init__(self, models: Sequence[ChatModel]) -> None:
        self._models = models
        self.name = ">".join(model.name for model in models)
        self.sees = models[0].sees
        self.context_tokens = min(model.context_tokens for model in models)

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        return _FirstAnswer(self._models, messages, max_tokens)

    def warm(self, messages: Sequence[Message]) -> None:
        self._models[0].warm(messages)


class _FirstAnswer(Iterator[str]):
    def __init__(
        self, models: Sequence[ChatModel], messages: Sequence[Message], max_tokens: int
    ) -> None:
        self._streams = (model.reply(messages, max_tokens=max_tokens) for model in models)
        self._left = len(models)
        self._current: Stream[str] | None = None
        self._began = False
        self._closed = False

    def __next__(self) -> str:
        while not self._closed:
            try:
                piece = next(self._stream())
                self._began = True
                return piece
            except ProviderError as error:
                if self._began or not self._left:
                    raise
                log.warning("next chat model", extra={"code": error.code})
                self._current = None
        raise StopIteration

    def close(self) -> None:
        self._closed = True
        if self._current is not None:
            self._current.close()

    def _stream(self) -> Stream[str]:
        if self._current is None:
            self._left -= 1
            self._current = next(self._streams)
            if self._closed:
                self._current.close()
        return self._current
