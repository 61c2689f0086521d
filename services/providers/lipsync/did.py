"""D-ID's talks: a photo and a sound become a film.

Source: https://docs.d-id.com/reference/createtalk
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import requests

from services.contracts import Stream
from services.domain import Filming, Sound
from services.providers.lipsync.did_talk import FIRST_PAUSE_S, MAX_S, Talk
from services.providers.transport.connections import session
from services.providers.transport.http import Answer, Exchange
from services.settings import Settings


class DidLipSyncer:
    name = "did"

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        timeout_s: float,
        first_pause_s: float = FIRST_PAUSE_S,
        longest_s: float = MAX_S,
    ) -> None:
        """It looks after a talk first after ``first_pause_s``, and for ``longest_s`` in all."""
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._first_pause_s = first_pause_s
        self._longest_s = longest_s
        self._keyed = session({"Authorization": f"Basic {_credentials(key)}"})
        self._plain = session({})

    @classmethod
    def from_settings(cls, settings: Settings) -> DidLipSyncer:
        key = settings.required("did_api_key")
        return cls(settings.did_base_url, key, timeout_s=settings.provider_timeout_s)

    def film(self, portrait: bytes, script: Sound | str) -> Stream[Filming]:
        talk = Talk(self, first_pause_s=self._first_pause_s, longest_s=self._longest_s)
        return Answer(talk, talk.steps(portrait, script))

    def ask(self, method: str, path: str, **sent: Any) -> Exchange:
        """A request to the vendor, with the key."""
        return self._exchange(self._keyed, method, f"{self._base_url}{path}", sent)

    def fetch(self, url: str) -> Exchange:
        """A request for what a talk has become, which lies elsewhere: without the key."""
        return self._exchange(self._plain, "GET", url, {})

    def _exchange(
        self, made_with: requests.Session, method: str, url: str, sent: Mapping[str, Any]
    ) -> Exchange:
        return Exchange(
            made_with, url, sent, timeout_s=self._timeout_s, provider=self.name, method=method
        )


def _credentials(key: str) -> str:
    """The vendor shows its key ready for the header; one made of an address is not ready yet."""
    return base64.b64encode(key.encode()).decode() if "@" in key else key
