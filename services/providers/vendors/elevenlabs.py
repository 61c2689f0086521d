"""What ElevenLabs' providers share: one client an address, and its failures as ours.

Source: https://elevenlabs.io/docs/api-reference
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.parse_error import ParsingError
from elevenlabs.core.request_options import RequestOptions

from services.errors import ProviderUnavailable
from services.providers.transport.failures import by_status, failure, seconds_to_wait
from services.providers.transport.httpx_connections import client as http_client
from services.settings import Settings

MADE_HERE = "Made with Visavis for one person."
"""Describes a cloned voice, so that no one else is offered it."""
ONCE = RequestOptions(max_retries=0)
"""Whoever calls decides what is tried again."""


def client(settings: Settings) -> ElevenLabs:
    """Made once and kept: its connections are. Raises `ConfigError` without a key."""
    return ElevenLabs(
        api_key=settings.required("elevenlabs_api_key"),
        base_url=settings.elevenlabs_base_url,
        timeout=settings.provider_timeout_s,
        httpx_client=http_client(settings.provider_timeout_s),
    )


@contextmanager
def failures_as_ours(provider: str) -> Iterator[None]:
    """A quota that is used up comes as a 401, a voice limit as a 400: both are refusals."""
    try:
        yield
    except ApiError as exc:
        raise by_status(
            exc.status_code or 500,
            {"code": kind(exc.body)},
            provider,
            retry_after_s=seconds_to_wait(exc.headers or {}),
        ) from exc
    except httpx.HTTPError as exc:
        raise failure(exc, provider) from exc
    except (ParsingError, ValueError, TypeError, AttributeError, KeyError) as exc:
        # What the SDK makes of an answer that it cannot read.
        raise ProviderUnavailable(f"malformed: {type(exc).__name__}", provider=provider) from exc


def kind(body: object) -> object:
    """What the vendor calls a failure."""
    detail = body.get("detail") if isinstance(body, dict) else None
    return detail.get("status") if isinstance(detail, dict) else None
