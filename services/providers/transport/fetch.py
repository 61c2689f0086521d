"""What a vendor tells about itself, for which nobody waits in a call."""

from __future__ import annotations

from typing import Any

import requests
from urllib3.exceptions import HTTPError

from services.errors import ProviderUnavailable
from services.providers.transport.failures import failure, refusal
from services.providers.transport.http import CONNECT_TIMEOUT_S


def json_at(url: str, session: requests.Session, *, timeout_s: float, provider: str) -> Any:
    """The JSON at that address. Blocks. Raises `ProviderError` kinds."""
    try:
        response = session.get(url, timeout=(CONNECT_TIMEOUT_S, timeout_s), allow_redirects=False)
        if response.status_code != 200:
            raise refusal(response, provider)
        return response.json()
    except requests.JSONDecodeError as exc:
        raise ProviderUnavailable("a malformed answer", provider=provider) from exc
    except (requests.RequestException, HTTPError, OSError) as exc:
        raise failure(exc, provider) from exc
