"""Recordings of voices: samples to make one of, and readings of the sentence that allows it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.consent import ConsentMissing
from services.contracts import SpeakerEncoder, Transcriber, VoiceActivity
from services.domain import EAR_RATE_HZ, Sound
from services.errors import TooLittleSpeech
from services.jobs.voice_deletion import VoiceDeletion
from services.jobs.voice_jobs import WAV_TYPE, sound_in
from services.offload import Offload
from services.storage.blobs import Blobs
from services.storage.voice_records import VoiceState
from services.storage.voices import Voices
from services.web.media.sounds import at_rate, check_kind
from services.web.media.voice_samples import check_one_voice, judged, pieces

FIRST_LABEL = "My voice"
CHUNK_MS = 100
COMPARED_S = 60
"""Of a sample: more tells nothing new of who speaks."""


@dataclass(frozen=True)
class Recordings:
    voices: Voices
    blobs: Blobs
    forgetting: VoiceDeletion
    transcriber: Transcriber
    speakers: SpeakerEncoder
    voice_activity: Callable[[], VoiceActivity]
    decode: Callable[[bytes], Sound]
    """`sound_from`, wherever it runs."""
    offload: Offload
    """Listens to what was decoded: better not the one the database waits for."""

    def sample(self, person_id: str, content: bytes) -> dict[str, Any]:
        """A new voice to be, instead of one that has only come as far.

        Raises what `sound_from`, `judged` and `check_one_voice` raise.
        """
        check_kind(content)
        recording = self.decode(content)
        sample = self.offload(lambda: judged(recording, self.voice_activity))
        check_one_voice(self._embedded(sample.sound))
        for record in self.voices.listed(person_id):
            if record.state is VoiceState.SAMPLE:
                self.forgetting.forget(person_id, record.id)
        wav = sample.sound.wav
        with self.blobs.together() as keep:
            record = self.voices.add(
                person_id,
                FIRST_LABEL,
                sample=keep(wav, WAV_TYPE, person_id),
                sample_sha256=hashlib.sha256(wav).hexdigest(),
                speech_s=sample.speech_s,
            )
        return {
            "voice": record.id,
            "url": self.blobs.url(record.sample, person_id),
            "duration_ms": round(sample.sound.duration_ms),
            "speech_ms": round(sample.speech_s * 1000),
        }

    def consent(self, person_id: str, voice_id: str, content: bytes) -> dict[str, Any]:
        """The consent to a voice, once its sentence is read as it should be.

        Raises `ConsentMissing` when no sentence was asked for, what `Consent` raises, and what
        transcriber and encoder do.
        """
        record = self.voices.get(person_id, voice_id)
        if record.consent is None or not record.sample:
            raise ConsentMissing()
        check_kind(content)
        recording = self.decode(content)
        reading = self.offload(lambda: for_ears(recording))
        read = record.consent.read(self._words(reading), datetime.now(UTC))
        sample = sound_in(self.blobs.read(record.sample).content)
        compared = Sound(sample.pcm[: COMPARED_S * sample.rate_hz * 2], sample.rate_hz)
        similarity = self.speakers.similarity(compared, reading)
        agreed = read.agreed(similarity, record.sample_sha256, datetime.now(UTC))
        self.voices.change(person_id, voice_id, consent=agreed.row)
        return {
            "voice": voice_id,
            "transcript": agreed.transcript,
            "similarity": agreed.similarity,
            "agreed_at": agreed.agreed_at,
        }

    def _embedded(self, sample: Sound) -> list[bytes]:
        """How its pieces sound, but for those in which too little is said."""
        embedded = []
        for piece in pieces(sample):
            with suppress(TooLittleSpeech):
                embedded.append(self.speakers.embed(piece))
        return embedded

    def _words(self, reading: Sound) -> str:
        size = CHUNK_MS * EAR_RATE_HZ // 1000 * 2
        chunks = [
            Sound(reading.pcm[at : at + size], EAR_RATE_HZ)
            for at in range(0, len(reading.pcm), size)
        ]
        *_, final = self.transcriber.transcribe(chunks, language="en")
        return final.text


def for_ears(sound: Sound) -> Sound:
    """The same at `EAR_RATE_HZ`."""
    samples = at_rate(sound.samples, sound.rate_hz, EAR_RATE_HZ)
    return Sound.from_samples(samples, EAR_RATE_HZ)
