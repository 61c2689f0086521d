"""Speech from OpenAI, or any server that speaks like it.

Source: https://platform.openai.com/docs/api-reference/audio/createSpeech
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from services.contracts import Stream
from services.domain import Sound, Speech, Voice
from services.errors import ProviderUnavailable
from services.providers.speech.parts import evenly, has_sound, parts, unspoken
from services.providers.transport.addresses import with_version
from services.providers.transport.connections import session
from services.providers.transport.http import Exchange
from services.providers.transport.one_by_one import OneByOne, Requests
from services.settings import Settings

RATE_HZ = 24_000
"""Of the format ``pcm``."""
MAX_CHARS = 500
"""It takes 4096; a shorter part sounds sooner."""
MAX_REQUEST_CHARS = 4096
FAMILY = "openai"
NAMES = ("coral", "alloy", "ash", "ballad", "echo", "fable", "nova", "onyx", "sage", "shimmer")


class OpenAISpeech:
    name = "openai"

    def __init__(self, *, base_url: str, key: str, model: str, timeout_s: float) -> None:
        self._url = f"{base_url}/audio/speech"
        self.model = model
        self._timeout_s = timeout_s
        self._session = session({"Authorization": f"Bearer {key}"})

    @classmethod
    def from_settings(cls, settings: Settings) -> OpenAISpeech:
        return cls(
            base_url=with_version(settings.openai_base_url),
            key=settings.required("openai_api_key"),
            model=settings.openai_speech_model,
            timeout_s=settings.provider_timeout_s,
        )

    def voices(self) -> Sequence[Voice]:
        return [Voice(f"{FAMILY}/{name}", name.capitalize()) for name in NAMES]

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        """A voice of another family is answered with this one's first."""
        family, _, name = voice.id.partition("/")
        chosen = name if family == FAMILY else NAMES[0]
        return OneByOne(lambda requests: self._speak(text, chosen, voice.pace, requests))

    def _speak(
        self, text: str, voice: str, pace: float, requests: Requests
    ) -> Generator[Speech, None, None]:
        for part in parts(text, MAX_CHARS):
            if not has_sound(part):
                yield unspoken(part, RATE_HZ)
                continue
            slices = [
                part[at : at + MAX_REQUEST_CHARS] for at in range(0, len(part), MAX_REQUEST_CHARS)
            ]
            pcm = b"".join(
                requests.send(self._asked(piece, voice, pace)).whole() for piece in slices
            )
            if len(pcm) < 2:
                raise ProviderUnavailable("no sound", provider=self.name)
            yield evenly(part, Sound(pcm[: len(pcm) // 2 * 2], RATE_HZ))

    def _asked(self, text: str, voice: str, pace: float) -> Exchange:
        body = {
            "model": self.model,
            "input": text,
            "voice": voice,
            "response_format": "pcm",
            "speed": pace,
        }
        return Exchange(
            self._session,
            self._url,
            {"json": body},
            timeout_s=self._timeout_s,
            provider=self.name,
        )
