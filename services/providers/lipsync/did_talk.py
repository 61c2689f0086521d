"""One film on its way through D-ID: pictures and sound go up, the talk is ordered and waited for,
and nothing of it stays there.

Source: https://docs.d-id.com/reference/gettalk
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Generator, Iterator, Mapping
from typing import Any, Protocol

from services.domain import Clip, Filming, Sound
from services.errors import (
    ContentDeclined,
    ProviderBusy,
    ProviderError,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaUsedUp,
)
from services.providers.transport.http import Cut, Exchange

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
SLOWER = 1.5
MAX_PAUSE_S = 5.0
MAX_S = 120.0
"""Talks of some seconds take 5 to 30."""
MAX_STUMBLES = 3
"""Failed looks in a row, before a talk that is paid for is given up."""
UPLOADED, ORDERED = 0.1, 0.2
CONFIG = {"stitch": True, "result_format": "mp4", "fluent": False, "pad_audio": 0.0}
"""The whole picture, from the sound's first sample to its last."""
FAILURES: Mapping[str, type[ProviderError]] = {
    "InsufficientCreditsError": QuotaUsedUp,
    "ImageModerationError": ContentDeclined,
    "TextModerationError": ContentDeclined,
    "AudioModerationError": ContentDeclined,
    "FaceError": ProviderRefused,
}
"""What a talk may end with that is not the vendor's own fault."""


class DidApi(Protocol):
    name: str

    def ask(self, method: str, path: str, **sent: Any) -> Exchange: ...

    def fetch(self, url: str) -> Exchange: ...


class Talk:
    """``steps`` are taken by one thread; ``close`` may be called by any."""

    def __init__(self, vendor: DidApi, *, first_pause_s: float, longest_s: float) -> None:
        self._vendor = vendor
        self._first_pause_s = first_pause_s
        self._longest_s = longest_s
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._exchange: Exchange | None = None
        self._left: list[str] = []
        """What the vendor has of it."""

    def close(self) -> None:
        with self._lock:
            self._closed.set()
            exchange = self._exchange
        if exchange is not None:
            exchange.close()

    def steps(self, portrait: bytes, script: Sound | str) -> Generator[Filming, None, None]:
        """After the clip, the vendor is asked to forget it, unless this was closed by then."""
        try:
            yield from self._filmed(portrait, script)
        finally:
            self._clear_away()

    def _filmed(self, portrait: bytes, script: Sound | str) -> Generator[Filming, None, None]:
        picture = ("portrait.jpg", portrait, "image/jpeg")
        source_url = self._brought("/images", "url", files={"image": picture})
        order = {"source_url": source_url, "script": self._script(script), "config": CONFIG}
        yield Filming(UPLOADED)
        talk = self._brought("/talks", "id", json=order)
        yield Filming(ORDERED)
        share = ORDERED
        for found in self._looks(talk):
            if found["status"] == "done":
                yield Filming(1.0, self._fetched(found))
                return
            share += (1 - share) / 4
            yield Filming(share)

    def _script(self, script: Sound | str) -> dict[str, str]:
        if isinstance(script, str):
            return {"type": "text", "input": script}
        sound = ("speech.wav", script.wav, "audio/wav")
        audio_url = self._brought("/audios", "url", files={"audio": sound})
        return {"type": "audio", "audio_url": audio_url}

    def _brought(self, path: str, name: str, **sent: Any) -> str:
        """That field of the answer to what the vendor is given."""
        said = self._said(self._vendor.ask("POST", path, **sent))
        self._left.append(f"{path}/{self._text(said, 'id')}")
        return self._text(said, name)

    def _clear_away(self) -> None:
        for path in self._left:
            try:
                self._whole(self._vendor.ask("DELETE", path))
            except (ProviderError, Cut) as exc:
                log.info("something stays at a vendor", extra={"detail": type(exc).__name__})

    def _looks(self, talk: str) -> Iterator[Mapping[str, Any]]:
        """How the talk stands, again and again with longer pauses, until it is over."""
        pause_s, waited_s, stumbles = self._first_pause_s, 0.0, 0
        while waited_s < self._longest_s:
            self._wait(pause_s)
            waited_s += pause_s
            pause_s = min(MAX_PAUSE_S, pause_s * SLOWER)
            try:
                found = self._said(self._vendor.ask("GET", f"/talks/{talk}"))
            except (ProviderBusy, ProviderUnavailable, ProviderTimeout) as error:
                stumbles += 1
                if stumbles == MAX_STUMBLES:
                    raise
                pause_s = max(pause_s, _asked_to_wait(error))
                continue
            stumbles = 0
            self._raise_if_failed(found)
            yield found
        raise ProviderTimeout("the talk was not done in time", provider=self._vendor.name)

    def _raise_if_failed(self, found: Mapping[str, Any]) -> None:
        status = found.get("status")
        error = found.get("error")
        kind = str(error.get("kind", "")) if isinstance(error, dict) else ""
        if status == "rejected":
            raise FAILURES.get(kind, ContentDeclined)("rejected", provider=self._vendor.name)
        if status == "error":
            raise FAILURES.get(kind, ProviderUnavailable)("error", provider=self._vendor.name)
        if status not in ("created", "started", "done"):
            raise self._malformed("status")

    def _fetched(self, found: Mapping[str, Any]) -> Clip:
        url = found.get("result_url")
        if not isinstance(url, str) or not url.startswith(("https://", "http://")):
            raise self._malformed("result_url")
        content = self._whole(self._vendor.fetch(url))
        if content[4:8] != b"ftyp":
            raise self._malformed("clip")
        return Clip(content, "video/mp4")

    def _text(self, said: Mapping[str, Any], name: str) -> str:
        value = said.get(name)
        if not isinstance(value, str) or not value:
            raise self._malformed(name)
        return value

    def _said(self, exchange: Exchange) -> Mapping[str, Any]:
        try:
            said = json.loads(self._whole(exchange))
        except ValueError as exc:
            raise self._malformed("JSON") from exc
        if not isinstance(said, dict):
            raise self._malformed("JSON")
        return said

    def _whole(self, exchange: Exchange) -> bytes:
        with self._lock:
            self._exchange = exchange
            if self._closed.is_set():
                raise Cut
        return exchange.whole()

    def _wait(self, pause_s: float) -> None:
        if self._closed.wait(pause_s):
            raise Cut

    def _malformed(self, what: str) -> ProviderUnavailable:
        return ProviderUnavailable(f"malformed {what}", provider=self._vendor.name)


def _asked_to_wait(error: ProviderError) -> float:
    wait_s = error.retry_after_s if isinstance(error, ProviderBusy) else None
    return min(wait_s or 0.0, MAX_S)
