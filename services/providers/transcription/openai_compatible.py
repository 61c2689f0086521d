"""Transcription by OpenAI, Groq, or any server that speaks like them.

Source: https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from dataclasses import dataclass

from services.contracts import Stream
from services.domain import Sound, Transcript
from services.errors import ProviderUnavailable
from services.providers.transcription.batch import BatchTranscripts
from services.providers.transport.addresses import with_version
from services.providers.transport.connections import session
from services.providers.transport.http import Answer, Exchange
from services.settings import Settings


class OpenAITranscriber:
    def __init__(self, *, name: str, base_url: str, key: str, model: str, timeout_s: float) -> None:
        self.name = name
        self._url = f"{base_url}/audio/transcriptions"
        self.model = model
        self._timeout_s = timeout_s
        self._session = session({"Authorization": f"Bearer {key}"})

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        return BatchTranscripts(sounds, lambda wav: self._ask(wav, language.partition("-")[0]))

    def _ask(self, wav: bytes, language: str) -> Answer[str]:
        sent = {
            "files": {"file": ("speech.wav", wav, "audio/wav")},
            "data": {"model": self.model, "language": language, "response_format": "json"},
        }
        exchange = Exchange(
            self._session, self._url, sent, timeout_s=self._timeout_s, provider=self.name
        )
        return Answer(exchange, self._words(exchange))

    def _words(self, exchange: Exchange) -> Generator[str, None, None]:
        answer = exchange.whole()
        try:
            text = json.loads(answer)["text"]
        except (ValueError, KeyError, TypeError) as exc:
            raise ProviderUnavailable("a malformed answer", provider=self.name) from exc
        yield str(text)


@dataclass(frozen=True, slots=True)
class TranscriberPreset:
    """A server by name. Its settings are ``<NAME>_BASE_URL``, ``_TRANSCRIPTION_MODEL`` and
    ``_API_KEY``.
    """

    name: str

    def from_settings(self, settings: Settings) -> OpenAITranscriber:
        return OpenAITranscriber(
            name=self.name,
            base_url=with_version(getattr(settings, f"{self.name}_base_url")),
            key=settings.required(f"{self.name}_api_key"),
            model=getattr(settings, f"{self.name}_transcription_model"),
            timeout_s=settings.provider_timeout_s,
        )


OPENAI = TranscriberPreset("openai")
GROQ = TranscriberPreset("groq")
