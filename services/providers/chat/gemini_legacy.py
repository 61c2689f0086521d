"""Gemini through Google's first SDK, which is at its end of life: for those who pin it.

Its transport is REST, since gRPC blocks a green hub, and nothing is tried again in secret. It
cannot tell a model to think less.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import requests

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # its end of life, which is said above
    from google.ai import generativelanguage as glm
    from google.api_core import exceptions
    from google.generativeai.client import (
        configure,
        get_default_generative_client,
        get_default_model_client,
    )
    from google.protobuf.json_format import ParseError  # type: ignore[import-untyped]

from services.contracts import Stream
from services.domain import Amount, Message, Model
from services.errors import ProviderUnavailable
from services.providers.chat.declined import declined
from services.providers.chat.gemini_models import GENERATES, conversing
from services.providers.transport.connections import noting
from services.providers.transport.failures import failure
from services.providers.transport.leash import leashed
from services.providers.vendors.gemini_errors import refusal
from services.settings import Settings
from services.usage import vendor_counts

Reason = glm.Candidate.FinishReason
UNFINISHED = Reason.FINISH_REASON_UNSPECIFIED
ENDED = (Reason.STOP, Reason.MAX_TOKENS)
THINKING_TOKENS = 1000
SILENCE = glm.Part(text="(silence)")


class GeminiLegacy:
    name = "gemini_legacy"
    sees = True
    context_tokens = 8192

    def __init__(self, client: Any, lister: Any, model: str, *, timeout_s: float) -> None:
        self._client = client
        self._lister = lister
        self.model = model.removeprefix("models/")
        self._timeout_s = timeout_s

    @classmethod
    def from_settings(cls, settings: Settings) -> GeminiLegacy:
        configure(
            api_key=settings.required("gemini_api_key"),
            transport="rest",
            client_options={"api_endpoint": settings.gemini_base_url},
        )
        client: Any = get_default_generative_client()
        noting(client.transport._session)
        lister: Any = get_default_model_client()
        return cls(client, lister, settings.gemini_model, timeout_s=settings.provider_timeout_s)

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        """A reply that a filter keeps back is a kind sentence instead."""
        return leashed(self._reply(messages, max_tokens))

    def warm(self, messages: Sequence[Message]) -> None:
        """Returns at once: it caches by itself."""

    def models(self) -> Sequence[Model]:
        with _failures_as_ours(self.name):
            listed = self._lister.list_models(
                glm.ListModelsRequest(page_size=1000), timeout=self._timeout_s, retry=None
            )
            return conversing(
                self.name,
                (
                    (model.name, model.input_token_limit)
                    for model in listed
                    if GENERATES in model.supported_generation_methods
                ),
            )

    def with_model(self, name: str) -> Self:
        other = copy.copy(self)
        other.model = name
        return other

    def _reply(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, None]:
        began = finished = False
        size = Amount()
        with _failures_as_ours(self.name):
            parts = self._client.stream_generate_content(
                self._asked(messages, max_tokens), timeout=self._timeout_s, retry=None
            )
            try:
                for part in parts:
                    size = _size_of(part) or size
                    if text := _text_of(part):
                        began = True
                        yield text
                    if _is_blocked(part):
                        yield declined(began=began)
                        return
                    finished = finished or any(c.finish_reason in ENDED for c in part.candidates)
            finally:
                parts.cancel()
                if size != Amount():
                    vendor_counts.report(size)
        if not finished:
            raise ProviderUnavailable("the answer was cut", provider=self.name)

    def _asked(self, messages: Sequence[Message], max_tokens: int) -> glm.GenerateContentRequest:
        """The SDK's own model class is passed by: it keeps back each part until the next comes."""
        system = "\n\n".join(message.text for message in messages if message.role == "system")
        return glm.GenerateContentRequest(
            model=f"models/{self.model}",
            system_instruction=glm.Content(parts=[glm.Part(text=system)]) if system else None,
            contents=_contents(messages),
            generation_config=glm.GenerationConfig(max_output_tokens=max_tokens + THINKING_TOKENS),
        )


@contextmanager
def _failures_as_ours(provider: str) -> Iterator[None]:
    try:
        yield
    except exceptions.GoogleAPICallError as exc:
        status = int(exc.code or 500)
        raise refusal(status, "", list(exc.details), provider) from exc
    except (requests.RequestException, OSError) as exc:
        raise failure(exc, provider) from exc
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, ParseError) as exc:
        # What the SDK makes of an answer that it cannot read.
        raise ProviderUnavailable(f"malformed: {type(exc).__name__}", provider=provider) from exc


def _is_blocked(part: Any) -> bool:
    reasons = [candidate.finish_reason for candidate in part.candidates]
    return bool(part.prompt_feedback.block_reason) or any(
        reason not in (UNFINISHED, *ENDED) for reason in reasons
    )


def _contents(messages: Sequence[Message]) -> list[glm.Content]:
    """What was said, with the newest picture alone."""
    newest = next((message for message in reversed(messages) if message.picture), None)
    return [
        glm.Content(
            role="model" if message.role == "assistant" else "user",
            parts=_parts(message, shown=message is newest),
        )
        for message in messages
        if message.role != "system"
    ] or [glm.Content(role="user", parts=[SILENCE])]


def _parts(message: Message, *, shown: bool) -> list[glm.Part]:
    parts = [glm.Part(text=message.text)] if message.text else []
    if shown and message.picture is not None:
        picture = glm.Blob(mime_type="image/jpeg", data=message.picture.jpeg)
        parts.append(glm.Part(inline_data=picture))
    return parts or [SILENCE]


def _size_of(part: Any) -> Amount | None:
    usage = part.usage_metadata
    if not usage.prompt_token_count:
        return None
    return Amount(usage.prompt_token_count, usage.candidates_token_count)


def _text_of(part: Any) -> str:
    return "".join(piece.text for candidate in part.candidates for piece in candidate.content.parts)
