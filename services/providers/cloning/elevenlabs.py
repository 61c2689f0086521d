"""ElevenLabs' instant voice cloning.

Source: https://elevenlabs.io/docs/api-reference/voices/ivc/create
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from elevenlabs.client import ElevenLabs
from elevenlabs.core import File
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.request_options import RequestOptions

from services.domain import Sound, Voice, VoiceKind
from services.errors import BadInput, ProviderRefused, ProviderUnavailable
from services.providers.vendors import elevenlabs
from services.settings import Settings

FAMILY = "elevenlabs"
"""Of the voices that this vendor's synthesizer speaks with."""
MAX_LABEL_CHARS = 100
MAX_FILES = 25
MAX_FILE_BYTES = 10_000_000
PATIENCE = 3
"""A clone takes the vendor longer than any other answer."""
GONE = {"voice_does_not_exist", "voice_not_found"}


class ElevenLabsCloner:
    name = "elevenlabs"

    def __init__(self, client: ElevenLabs, timeout_s: int) -> None:
        self._client = client
        self._once = RequestOptions(max_retries=0, timeout_in_seconds=timeout_s)

    @classmethod
    def from_settings(cls, settings: Settings) -> ElevenLabsCloner:
        return cls(elevenlabs.client(settings), settings.provider_timeout_s * PATIENCE)

    def clone(self, label: str, samples: Sequence[Sound]) -> Voice:
        files = _files(samples)
        with elevenlabs.failures_as_ours(self.name):
            made = self._client.voices.ivc.create(
                name=label[:MAX_LABEL_CHARS],
                files=files,
                description=elevenlabs.MADE_HERE,
                request_options=self._once,
            )
            voice_id, refused = made.voice_id, made.requires_verification
        if not isinstance(voice_id, str) or not voice_id:
            raise ProviderUnavailable("a malformed answer", provider=self.name)
        voice = Voice(f"{FAMILY}/{voice_id}", label, kind=VoiceKind.CLONE)
        if refused:
            self.forget(voice)
            raise ProviderRefused("the voice asks for the vendor's approval", provider=self.name)
        return voice

    def forget(self, voice: Voice) -> None:
        voice_id = voice.id.removeprefix(f"{FAMILY}/")
        with elevenlabs.failures_as_ours(self.name):
            try:
                self._client.voices.delete(voice_id, request_options=elevenlabs.ONCE)
            except ApiError as exc:
                if elevenlabs.kind(exc.body) not in GONE:
                    raise


def _files(samples: Sequence[Sound]) -> list[File]:
    """Raises `BadInput` for nothing at all, or more than the vendor takes."""
    parts = [part for sample in samples for part in _parts(sample)]
    if not 0 < len(parts) <= MAX_FILES:
        raise BadInput(f"A voice is cloned from 1 to {MAX_FILES} pieces of sound.")
    return [(f"sample-{n}.wav", part.wav, "audio/wav") for n, part in enumerate(parts, start=1)]


def _parts(sample: Sound) -> Iterator[Sound]:
    """The sample in pieces of less than `MAX_FILE_BYTES`."""
    step = MAX_FILE_BYTES // 2 // 2 * 2
    for start in range(0, len(sample.pcm), step):
        yield Sound(sample.pcm[start : start + step], sample.rate_hz)
