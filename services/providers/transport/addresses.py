"""Addresses of vendors as people write them."""

from __future__ import annotations

from urllib.parse import urlsplit


def with_version(base_url: str) -> str:
    """``http://host:port/v1`` for a server named without a path, any other as it is."""
    return base_url if urlsplit(base_url).path.strip("/") else f"{base_url.rstrip('/')}/v1"
