"""What Gemini's errors are to us, whichever SDK brings them.

Source: https://ai.google.dev/gemini-api/docs/troubleshooting
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from services.errors import KeyRefused, ProviderError, QuotaUsedUp
from services.providers.transport.failures import by_status


def refusal(status: int, kind: str, details: object, provider: str) -> ProviderError:
    """``kind`` is the vendor's name of the status, ``details`` the list that it adds.

    A limit by the minute is busyness, one by the day a refusal.
    """
    rows = [row for row in _list(details) if isinstance(row, dict)]
    if status == 429 and any("PerDay" in quota for quota in _quotas(rows)):
        return QuotaUsedUp("HTTP 429 the quota of today is used up", provider=provider)
    if any(row.get("reason") == "API_KEY_INVALID" for row in rows):
        return KeyRefused(f"HTTP {status} the key is not valid", provider=provider)
    return by_status(status, {"code": kind.lower()}, provider, retry_after_s=_delay_s(rows))


def _quotas(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        for violation in _list(row.get("violations")):
            yield str(violation.get("quotaId", "")) if isinstance(violation, dict) else ""


def _delay_s(rows: Sequence[dict[str, Any]]) -> float | None:
    for row in rows:
        if seconds := re.fullmatch(r"(\d+(?:\.\d+)?)s", str(row.get("retryDelay", ""))):
            return float(seconds[1])
    return None


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
