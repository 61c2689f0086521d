"""ElevenLabs' voices, with the time of every character."""

from __future__ import annotations

import base64
import logging
import threading
import time
from collections.abc import Generator, Sequence
from contextvars import copy_context

from elevenlabs.client import ElevenLabs
from elevenlabs.types import StreamingAudioChunkWithTimestampsResponse as Chunk
from elevenlabs.types import VoiceSettings

from services.contracts import Stream
from services.domain import Speech, Voice
from services.errors import ProviderError
from services.providers.speech.characters import Characters
from services.providers.speech.parts import has_sound, parts, unspoken
from services.providers.transport.leash import leashed
from services.providers.vendors import elevenlabs
from services.settings import Settings

log = logging.getLogger(__name__)

RATE_HZ = 24_000
MAX_CHARS = 5_000
VOICES_KEPT_S = 600
LISTED_WITHIN_S = 1.0
"""Whoever asks waits no longer; a list that comes later is there the next time."""
FAMILY = "elevenlabs"
STOCK = (
    Voice("elevenlabs/EXAVITQu4vr4xnSDxMaL", "Sarah"),
    Voice("elevenlabs/JBFqnCBsd6RMkjVDRZzb", "George"),
    Voice("elevenlabs/XrExE9yKIg1WjnnlVkGX", "Matilda"),
    Voice("elevenlabs/onwK4e9ZLuTAKqWW03F9", "Daniel"),
)
"""Voices that every account has.

Source: https://elevenlabs.io/docs/capabilities/voices
"""
SLOWEST, FASTEST = 0.7, 1.2
"""Source: https://elevenlabs.io/docs/api-reference/text-to-speech/stream-with-timestamps"""
KNOWS_LANGUAGE = ("v2_5", "v3")
"""Parts of the names of models that may be told the language."""


class ElevenLabsSpeech:
    name = "elevenlabs"

    def __init__(self, client: ElevenLabs, model: str) -> None:
        self._client = client
        self.model = model
        self._voices: Sequence[Voice] = STOCK
        self._asked_s: float | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> ElevenLabsSpeech:
        return cls(elevenlabs.client(settings), settings.elevenlabs_model)

    def voices(self) -> Sequence[Voice]:
        """Those of the account, asked for now and then; the stock ones until an answer came.

        Voices that people cloned are theirs alone, and not among them.
        """
        if self._asked_s is None or time.monotonic() - self._asked_s > VOICES_KEPT_S:
            self._asked_s = time.monotonic()
            asking = threading.Thread(target=copy_context().run, args=(self._ask,), daemon=True)
            asking.start()
            asking.join(LISTED_WITHIN_S)
        return self._voices

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        """A voice of another family is answered with this one's first."""
        return leashed(self._speak(text, voice))

    def _speak(self, text: str, voice: Voice) -> Generator[Speech, None, None]:
        family, _, voice_id = voice.id.partition("/")
        if family != FAMILY:
            voice_id = STOCK[0].id.partition("/")[2]
        settings = VoiceSettings(speed=min(max(voice.pace, SLOWEST), FASTEST))
        for part in parts(text, MAX_CHARS):
            if has_sound(part):
                yield from self._say(part, voice_id, voice.language, settings)
            else:
                yield unspoken(part, RATE_HZ)

    def _say(
        self, text: str, voice_id: str, language: str, settings: VoiceSettings
    ) -> Generator[Speech, None, None]:
        characters = Characters(text, RATE_HZ, self.name)
        with elevenlabs.failures_as_ours(self.name):
            for chunk in self._client.text_to_speech.stream_with_timestamps(
                voice_id,
                text=text,
                model_id=self.model,
                voice_settings=None if settings.speed == 1 else settings,
                output_format="pcm_24000",
                language_code=language if self._knows_language else None,
                request_options=elevenlabs.ONCE,
            ):
                _take(chunk, characters)
                yield from characters.ready()
        yield from characters.rest()

    @property
    def _knows_language(self) -> bool:
        return any(part in self.model for part in KNOWS_LANGUAGE)

    def _ask(self) -> None:
        try:
            self._voices = tuple(self._listed()) or STOCK
        except ProviderError as error:
            log.warning("voices not listed", extra={"code": error.code, "detail": error.detail})

    def _listed(self) -> Sequence[Voice]:
        with elevenlabs.failures_as_ours(self.name):
            found = self._client.voices.get_all(request_options=elevenlabs.ONCE)
            return [
                Voice(f"{FAMILY}/{voice.voice_id}", voice.name or voice.voice_id)
                for voice in found.voices
                if voice.description != elevenlabs.MADE_HERE
            ]


def _take(chunk: Chunk, characters: Characters) -> None:
    times = chunk.alignment
    starts = times.character_start_times_seconds if times else ()
    ends = times.character_end_times_seconds if times else ()
    pcm = base64.b64decode(chunk.audio_base_64)
    characters.add(pcm, list(zip(starts, ends, strict=True)))
