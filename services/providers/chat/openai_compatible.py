"""Chat models behind any server that speaks OpenAI's chat completions."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any, Self

from services.contracts import Stream
from services.domain import Amount, Message, Model
from services.errors import ContentDeclined, ProviderError, ProviderUnavailable
from services.providers.chat import known
from services.providers.chat.listed import models_in
from services.providers.transport.connections import session
from services.providers.transport.failures import by_status
from services.providers.transport.fetch import json_at
from services.providers.transport.http import Answer, Exchange
from services.usage import vendor_counts

DONE = b"data: [DONE]"
QUIET_FIELDS = (b"", b"event", b"id", b"retry")
LIMIT_CODES = ("rate_limit_exceeded", "insufficient_quota", "queue_exceeded")
THINKING_TOKENS = 300
"""May be spent before the first word, on top of a reply's own."""
LISTED_WITHIN_S = 10.0


class OpenAICompatible:
    """Source: https://platform.openai.com/docs/api-reference/chat/create"""

    name = "openai"
    sees = True
    context_tokens = 8192
    """What every server of this kind takes; a longer prompt would only cost time."""

    def __init__(
        self,
        *,
        base_url: str,
        key: str,
        model: str,
        timeout_s: float,
        sampling: Mapping[str, Any] | None = None,
        name: str | None = None,
        sees: bool | None = None,
        counts: bool = False,
    ) -> None:
        """``counts``: whether it says at the end of a reply, when asked, what it counted."""
        self.name = name or type(self).name
        self.sees = type(self).sees if sees is None else sees
        self.model = model
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._sampling = dict(sampling or {})
        if counts:
            self._sampling["stream_options"] = {"include_usage": True}
        self._session = session({"Authorization": f"Bearer {key}"} if key else {})

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        exchange = self._ask(messages, **_limits(self.model, max_tokens))
        return Answer(exchange, _pieces(exchange.lines(last=DONE.__eq__), self.name))

    def filled_in(
        self, messages: Sequence[Message], form: Mapping[str, Any], *, max_tokens: int
    ) -> Stream[str]:
        """Source: https://platform.openai.com/docs/guides/structured-outputs"""
        schema = {"name": "form", "strict": True, "schema": dict(form)}
        wanted = {"type": "json_schema", "json_schema": schema}
        limits = _limits(self.model, max_tokens)
        exchange = self._ask(messages, response_format=wanted, **limits)
        return Answer(exchange, _pieces(exchange.lines(last=DONE.__eq__), self.name))

    def warm(self, messages: Sequence[Message]) -> None:
        """Returns at once: such a server caches by itself, or bills for it."""

    def models(self) -> Sequence[Model]:
        """Source: https://platform.openai.com/docs/api-reference/models/list"""
        wait_s = min(self._timeout_s, LISTED_WITHIN_S)
        url = f"{self._base_url}/models"
        listed = json_at(url, self._session, timeout_s=wait_s, provider=self.name)
        return models_in(listed, self.name)

    def with_model(self, name: str) -> Self:
        other = copy.copy(self)
        other.model, other.sees = name, known.sees(name)
        return other

    def _ask(self, messages: Sequence[Message], **more: Any) -> Exchange:
        body = {
            "model": self.model,
            "messages": [_written(message, sees=self.sees) for message in messages],
            "stream": True,
            **self._sampling,
            **more,
        }
        return Exchange(
            self._session,
            f"{self._base_url}/chat/completions",
            {"json": body},
            timeout_s=self._timeout_s,
            provider=self.name,
        )


def _limits(model: str, max_tokens: int) -> dict[str, Any]:
    """How long a reply may be, in the terms of that model."""
    name = "max_completion_tokens" if known.RENAMED_LIMIT.search(model) else "max_tokens"
    if not known.thinks(model):
        return {name: max_tokens}
    return {name: max_tokens + THINKING_TOKENS, "reasoning_effort": "low"}


def _written(message: Message, *, sees: bool) -> dict[str, Any]:
    if message.picture is None or not sees:
        return {"role": message.role, "content": message.text}
    data = base64.b64encode(message.picture.jpeg).decode()
    picture = {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}}
    return {"role": message.role, "content": [{"type": "text", "text": message.text}, picture]}


def _pieces(lines: Iterator[bytes], provider: str) -> Generator[str, None, None]:
    finished = False
    for line in lines:
        if line == DONE:
            return
        for text, reason in _written_in(line, provider):
            if text:
                yield text
            if reason == "content_filter":
                raise ContentDeclined(reason, provider=provider)
            finished = finished or bool(reason)
    if not finished:
        raise ProviderUnavailable("the answer was cut", provider=provider)


def _written_in(line: bytes, provider: str) -> Sequence[tuple[str, str]]:
    """(text, finish reason) of each choice in a line of the event stream."""
    field, _, value = line.partition(b":")
    if field in QUIET_FIELDS:
        return ()
    try:
        chunk = json.loads(value if field in (b"data", b"error") else line)
        if field == b"error" or "error" in chunk:
            raise _said(chunk.get("error", chunk), provider)
        if usage := chunk.get("usage"):
            vendor_counts.report(Amount(usage["prompt_tokens"], usage["completion_tokens"]))
        return [
            (choice["delta"].get("content") or "", choice.get("finish_reason") or "")
            for choice in chunk["choices"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ProviderUnavailable("a malformed line", provider=provider) from exc


def _said(error: object, provider: str) -> ProviderError:
    """An error that came after a 200, as if it had been the status."""
    code = error.get("code") if isinstance(error, dict) else None
    if code in LIMIT_CODES:
        return by_status(429, error, provider)
    return by_status(code if isinstance(code, int) else 500, error, provider)
