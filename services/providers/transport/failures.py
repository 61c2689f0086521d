"""Failures of vendors as ours. Their words stay out: they may quote a key, or what was said."""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx
import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from services.errors import (
    ContentDeclined,
    KeyRefused,
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaUsedUp,
)

TIMEOUTS = (requests.Timeout, ReadTimeoutError, TimeoutError, httpx.TimeoutException)
"""Also where `requests` wraps one in an error of another kind."""


def failure(exc: Exception, provider: str) -> ProviderError:
    """What a failure below HTTP is to us; the detail names its kind and no address."""
    kind = type(exc).__name__
    if any(isinstance(reason, TIMEOUTS) for reason in (exc, *exc.args)):
        return ProviderTimeout(kind, provider=provider)
    return ProviderUnavailable(kind, provider=provider)


def refusal(response: requests.Response, provider: str) -> ProviderError:
    """What an answer other than 200 is to us."""
    try:
        said = response.json()
    except (requests.RequestException, HTTPError, OSError):
        said = None
    return by_status(
        response.status_code,
        said.get("error") if isinstance(said, dict) else None,
        provider,
        retry_after_s=seconds_to_wait(response.headers),
    )


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """What a vendor's headers (any case, or lower) say about trying again."""
    seconds = headers.get("Retry-After") or headers.get("retry-after") or ""
    return float(seconds) if re.fullmatch(r"\d+(\.\d+)?", seconds) else None


def by_status(
    status: int, error: object, provider: str, *, retry_after_s: float | None = None
) -> ProviderError:
    """The error for a status. Its detail holds the vendor's code alone.

    A quota that is used up is a refusal: waiting does not fill it.
    """
    detail = f"HTTP {status} {_code(error)}".strip()
    if "quota" in detail or status == 402:
        return QuotaUsedUp(detail, provider=provider)
    if status == 451:
        return ContentDeclined(detail, provider=provider)
    if status == 401:
        return KeyRefused(detail, provider=provider)
    if status == 429:
        return ProviderBusy(detail, provider=provider, retry_after_s=retry_after_s)
    if status == 408:
        return ProviderTimeout(detail, provider=provider)
    if 400 <= status < 500:
        return ProviderRefused(detail, provider=provider)
    return ProviderUnavailable(detail, provider=provider)


def _code(error: object) -> str:
    if not isinstance(error, dict):
        return ""
    named = (str(error.get(key, "")) for key in ("code", "type"))
    return " ".join(name for name in named if re.fullmatch(r"[a-z_]{3,40}", name))
