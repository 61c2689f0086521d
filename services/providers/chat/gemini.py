"""Google's Gemini."""

from __future__ import annotations

import copy
from collections.abc import Generator, Mapping, Sequence
from typing import Any, Self

from google import genai
from google.genai import types

from services.contracts import Stream
from services.domain import Message, Model
from services.errors import ProviderUnavailable
from services.providers.chat.declined import declined
from services.providers.chat.gemini_models import GENERATES, conversing
from services.providers.transport.leash import leashed
from services.providers.vendors import gemini
from services.settings import Settings

THINKING_TOKENS = 200
"""On top of a reply's own: a model that may not be told to be still would use them up."""
LISTED_AT_ONCE = 1000
SILENCE = types.Part(text="(silence)")


class GeminiChat:
    name = "gemini"
    sees = True
    context_tokens = 8192
    """Far from what it takes; a longer prompt would only cost time."""

    def __init__(self, client: genai.Client, model: str) -> None:
        self._client = client
        self.model = model

    @classmethod
    def from_settings(cls, settings: Settings) -> GeminiChat:
        return cls(gemini.client(settings), settings.gemini_model)

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        """A reply that a filter keeps back is a kind sentence instead."""
        return leashed(self._reply(messages, max_tokens))

    def filled_in(
        self, messages: Sequence[Message], form: Mapping[str, Any], *, max_tokens: int
    ) -> Stream[str]:
        """Source: https://ai.google.dev/gemini-api/docs/structured-output"""
        return leashed(self._reply(messages, max_tokens, form))

    def warm(self, messages: Sequence[Message]) -> None:
        """Returns at once: it caches by itself."""

    def models(self) -> Sequence[Model]:
        """Source: https://ai.google.dev/api/models#method:-models.list"""
        with gemini.failures_as_ours(self.name):
            return conversing(
                self.name,
                (
                    (model.name or "", model.input_token_limit or 0)
                    for model in self._client.models.list(config={"page_size": LISTED_AT_ONCE})
                    if GENERATES in (model.supported_actions or ())
                ),
            )

    def with_model(self, name: str) -> Self:
        other = copy.copy(self)
        other.model = name
        return other

    def _reply(
        self, messages: Sequence[Message], max_tokens: int, form: Mapping[str, Any] | None = None
    ) -> Generator[str, None, None]:
        began = finished = False
        with gemini.failures_as_ours(self.name), gemini.counting() as count:
            for part in self._client.models.generate_content_stream(
                model=self.model,
                contents=contents(messages),
                config=self._config(messages, max_tokens, form),
            ):
                count(part)
                if text := gemini.text_of(part):
                    began = True
                    yield text
                if gemini.blocked(part):
                    yield declined(began=began)
                    return
                finished = finished or bool(gemini.finish_reasons(part))
        if not finished:
            raise ProviderUnavailable("the answer was cut", provider=self.name)

    def _config(
        self, messages: Sequence[Message], max_tokens: int, form: Mapping[str, Any] | None
    ) -> types.GenerateContentConfig:
        thinking = gemini.thinking(self.model)
        quiet = thinking is None or thinking.thinking_budget == 0
        return types.GenerateContentConfig(
            system_instruction=instruction(messages) or None,
            max_output_tokens=max_tokens + (0 if quiet else THINKING_TOKENS),
            thinking_config=thinking,
            automatic_function_calling=gemini.NO_AUTOMATIC_CALLS,
            response_mime_type="application/json" if form else None,
            response_json_schema=dict(form) if form else None,
        )


def instruction(messages: Sequence[Message]) -> str:
    return "\n\n".join(message.text for message in messages if message.role == "system")


def contents(messages: Sequence[Message]) -> list[types.Content]:
    """What was said, with the newest picture alone."""
    newest = next((message for message in reversed(messages) if message.picture), None)
    spoken = [message for message in messages if message.role != "system"]
    return [
        types.Content(
            role="model" if message.role == "assistant" else "user",
            parts=_parts(message, shown=message is newest),
        )
        for message in spoken
    ] or [types.Content(role="user", parts=[SILENCE])]


def _parts(message: Message, *, shown: bool) -> list[types.Part]:
    parts = [types.Part(text=message.text)] if message.text else []
    if shown and message.picture is not None:
        parts.append(types.Part.from_bytes(data=message.picture.jpeg, mime_type="image/jpeg"))
    return parts or [SILENCE]
