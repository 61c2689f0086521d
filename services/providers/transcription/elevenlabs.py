"""ElevenLabs' Scribe.

Source: https://elevenlabs.io/docs/api-reference/speech-to-text/convert
"""

from __future__ import annotations

from collections.abc import Generator, Iterable

from elevenlabs.client import ElevenLabs

from services.contracts import Stream
from services.domain import Sound, Transcript
from services.errors import ProviderUnavailable
from services.providers.transcription.batch import BatchTranscripts
from services.providers.transport.leash import leashed
from services.providers.vendors import elevenlabs
from services.settings import Settings


class ElevenLabsTranscriber:
    name = "elevenlabs"

    def __init__(self, client: ElevenLabs, model: str) -> None:
        self._client = client
        self.model = model

    @classmethod
    def from_settings(cls, settings: Settings) -> ElevenLabsTranscriber:
        return cls(elevenlabs.client(settings), settings.elevenlabs_transcription_model)

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        code = language.partition("-")[0]
        return BatchTranscripts(sounds, lambda wav: leashed(self._words(wav, code)))

    def _words(self, wav: bytes, language: str) -> Generator[str, None, None]:
        with elevenlabs.failures_as_ours(self.name):
            answer = self._client.speech_to_text.convert(
                model_id=self.model,
                file=("speech.wav", wav, "audio/wav"),
                language_code=language,
                tag_audio_events=False,
                request_options=elevenlabs.ONCE,
            )
            text = getattr(answer, "text", None)
        if not isinstance(text, str):
            raise ProviderUnavailable("a malformed answer", provider=self.name)
        yield text
