"""Lines of bytes that come in pieces."""

from __future__ import annotations

from collections.abc import Iterator

from urllib3.exceptions import HTTPError

MAX_LINE_BYTES = 1_000_000


def split(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Without their ends. Raises `HTTPError` for a line that is too long to be one."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line.rstrip(b"\r") for line in whole)
        if len(rest) > MAX_LINE_BYTES:
            raise HTTPError("a line without end")
    if rest:
        yield rest.rstrip(b"\r")
