"""What Gemini's providers share: one client an address, and its failures as ours.

Source: https://ai.google.dev/api/generate-content
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import httpx
from google import genai
from google.genai import errors, types

from services.domain import Amount
from services.errors import ProviderError, ProviderUnavailable
from services.providers.transport.failures import failure
from services.providers.transport.httpx_connections import client as http_client
from services.providers.vendors.gemini_errors import refusal
from services.settings import Settings
from services.usage import vendor_counts

API_VERSION = "v1beta"
NO_AUTOMATIC_CALLS = types.AutomaticFunctionCallingConfig(disable=True)
BLOCKED = {
    "SAFETY",
    "RECITATION",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "IMAGE_SAFETY",
    "MODEL_ARMOR",
    "JAILBREAK",
    "LANGUAGE",
    "OTHER",
}
"""Reasons for which a reply, or the prompt itself, was kept back."""


def client(settings: Settings) -> genai.Client:
    """Made once and kept: its connections are. Raises `ConfigError` without a key."""
    return genai.Client(
        vertexai=False,
        api_key=settings.required("gemini_api_key"),
        http_options=types.HttpOptions(
            base_url=settings.gemini_base_url,
            api_version=API_VERSION,
            timeout=settings.provider_timeout_s * 1000,
            httpx_client=http_client(settings.provider_timeout_s),
        ),
    )


def thinking(model: str) -> types.ThinkingConfig | None:
    """As little as the model allows.

    Source: https://ai.google.dev/gemini-api/docs/thinking
    """
    if re.match(r"(models/)?gemini-(1|2\.0)", model):
        return None
    if re.match(r"(models/)?gemini-2\.5", model):
        return types.ThinkingConfig(thinking_budget=128 if "pro" in model else 0)
    level = types.ThinkingLevel.LOW if "pro" in model else types.ThinkingLevel.MINIMAL
    return types.ThinkingConfig(thinking_level=level)


@contextmanager
def failures_as_ours(provider: str) -> Iterator[None]:
    try:
        yield
    except errors.APIError as exc:
        raise _refusal(exc, provider) from exc
    except httpx.HTTPError as exc:
        raise failure(exc, provider) from exc
    except (ValueError, TypeError, AttributeError, KeyError) as exc:
        # What the SDK makes of an answer that it cannot read.
        raise ProviderUnavailable(f"malformed: {type(exc).__name__}", provider=provider) from exc


@contextmanager
def counting() -> Iterator[Callable[[types.GenerateContentResponse], None]]:
    """Take in each part of an answer; what the last one says of its size is reported at the end."""
    last: list[types.GenerateContentResponseUsageMetadata] = []

    def take(part: types.GenerateContentResponse) -> None:
        if part.usage_metadata is not None:
            last[:] = [part.usage_metadata]

    try:
        yield take
    finally:
        for usage in last:
            written = (usage.candidates_token_count, usage.thoughts_token_count)
            vendor_counts.report(
                Amount(usage.prompt_token_count or 0, sum(number or 0 for number in written))
            )


def blocked(part: types.GenerateContentResponse) -> bool:
    """Whether a filter kept back what was to follow."""
    feedback = part.prompt_feedback
    if feedback is not None and feedback.block_reason is not None:
        return True
    return any(reason in BLOCKED for reason in finish_reasons(part))


def finish_reasons(part: types.GenerateContentResponse) -> Sequence[str]:
    candidates = part.candidates or ()
    return [c.finish_reason.value for c in candidates if c.finish_reason is not None]


def text_of(part: types.GenerateContentResponse) -> str:
    """The words of a part, without the model's thoughts."""
    contents = (candidate.content for candidate in part.candidates or ())
    parts = (piece for content in contents if content for piece in content.parts or ())
    return "".join(piece.text for piece in parts if piece.text and not piece.thought)


def _refusal(exc: errors.APIError, provider: str) -> ProviderError:
    said = exc.details if isinstance(exc.details, dict) else {}
    error = said.get("error", said)
    details = error.get("details") if isinstance(error, dict) else None
    status = exc.code if isinstance(exc.code, int) else 500
    return refusal(status, str(exc.status or ""), details, provider)
