"""Gemini as a transcriber: the sound in the prompt, the words as the reply."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from google import genai
from google.genai import types

from services.contracts import Stream
from services.domain import Sound, Transcript
from services.errors import ProviderRefused, ProviderUnavailable
from services.providers.transcription.batch import BatchTranscripts
from services.providers.transport.leash import leashed
from services.providers.vendors import gemini
from services.settings import Settings

WISH = (
    "Write down, word for word, what is said in this recording. The language is probably "
    "{language}. Write nothing else: no remarks, no time stamps, no translation. If nobody says a "
    "word, write only {nothing}."
)
NOTHING = "[silence]"
"""Asked for an empty answer, it makes words up."""


class GeminiTranscriber:
    name = "gemini"

    def __init__(self, client: genai.Client, model: str) -> None:
        self._client = client
        self.model = model

    @classmethod
    def from_settings(cls, settings: Settings) -> GeminiTranscriber:
        return cls(gemini.client(settings), settings.gemini_model)

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        return BatchTranscripts(sounds, lambda wav: leashed(self._words(wav, language)))

    def _words(self, wav: bytes, language: str) -> Generator[str, None, None]:
        wish = WISH.format(language=language, nothing=NOTHING)
        text, finished = "", False
        with gemini.failures_as_ours(self.name), gemini.counting() as count:
            for part in self._client.models.generate_content_stream(
                model=self.model,
                contents=types.Content(
                    role="user",
                    parts=[
                        types.Part(text=wish),
                        types.Part.from_bytes(data=wav, mime_type="audio/wav"),
                    ],
                ),
                config=types.GenerateContentConfig(
                    temperature=0,
                    thinking_config=gemini.thinking(self.model),
                    automatic_function_calling=gemini.NO_AUTOMATIC_CALLS,
                ),
            ):
                count(part)
                if gemini.blocked(part):
                    raise ProviderRefused("blocked", provider=self.name)
                text += gemini.text_of(part)
                finished = finished or bool(gemini.finish_reasons(part))
        if not finished:
            raise ProviderUnavailable("the answer was cut", provider=self.name)
        yield text.replace(NOTHING, "")
