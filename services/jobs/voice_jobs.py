"""Voices out of samples: copied by a vendor, or matched on this machine."""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from services import consent
from services.contracts import Synthesizer
from services.domain import Matching, Sound, Voice, VoiceKind
from services.errors import CompanionError, ProviderUnavailable
from services.jobs.job_context import Cancelled, JobContext, JobProgress
from services.storage.voice_records import VoiceRecord

PREVIEW = "Hello! This is how I would sound as your companion. Shall we talk for a while?"
EXCERPT_S = 10
SEARCHED = 0.95
"""How far a search is of the whole work."""
WAV_TYPE = "audio/x-wav"
MATCHED = "matched"
"""The family of voices that are matched."""


def clone_voice(
    tools: JobContext, progress: JobProgress, *, person: str, voice: str
) -> Mapping[str, Any]:
    if tools.cloner is None:
        raise ProviderUnavailable("no cloner is configured")
    record, sample = _allowed(tools, person, voice)
    progress(0.1, "Half a minute left, or so")
    made = tools.cloner.clone(record.label, [sample])
    try:
        progress(0.8, "A few seconds left")
        return _made(tools, record, sample, made, provider=tools.cloner.name)
    except (Cancelled, CompanionError):
        tools.cloner.forget(made)
        raise


def match_voice(
    tools: JobContext, progress: JobProgress, *, person: str, voice: str
) -> Mapping[str, Any]:
    if tools.matcher is None:
        raise ProviderUnavailable("no matcher is configured")
    record, sample = _allowed(tools, person, voice)
    progress(0.0, "A few minutes left")
    found = Matching(0.0, 0.0, 0.0, 0.0)
    with closing(tools.matcher.match([sample])) as search:
        for found in search:
            progress(found.done * SEARCHED, _left(found.left_s))
            tools.voices.get(person, voice)  # who deletes it meanwhile wants no more of it
    matched = Voice(f"{MATCHED}/{record.id}", record.label, style=found.style, kind=VoiceKind.MATCH)
    return _made(tools, record, sample, matched, similarity=found.similarity)


def _allowed(tools: JobContext, person: str, voice: str) -> tuple[VoiceRecord, Sound]:
    """The voice to be, with its sample. Raises `ConsentMissing`, `NotFound`."""
    record = tools.voices.get(person, voice)
    consent.require(record.consent, record.sample_sha256)
    return record, sound_in(tools.blobs.read(record.sample).content)


def _made(
    tools: JobContext, record: VoiceRecord, sample: Sound, voice: Voice, **values: Any
) -> Mapping[str, Any]:
    """Keep the voice with something to judge it by, unless it is deleted by now."""
    said = spoken(tools.synthesizer, PREVIEW, voice)
    excerpt = Sound(sample.pcm[: EXCERPT_S * sample.rate_hz * 2], sample.rate_hz)
    with tools.blobs.together() as keep:
        tools.voices.made(
            record,
            voice,
            excerpt=keep(excerpt.wav, WAV_TYPE, record.person_id),
            preview=keep(said.wav, WAV_TYPE, record.person_id),
            **values,
        )
    for blob in filter(None, (record.excerpt, record.preview)):
        tools.blobs.forget(blob)
    return {"voice": record.id}


def spoken(synthesizer: Synthesizer, text: str, voice: Voice) -> Sound:
    """A text as one sound. Raises `ProviderUnavailable` when nothing can be heard."""
    sounds = [speech.sound for speech in synthesizer.speak(text, voice)]
    if not sounds:
        raise ProviderUnavailable("nothing was said", provider=synthesizer.name)
    return Sound.joined(sounds)


def sound_in(wav: bytes) -> Sound:
    """What `Sound.wav` made."""
    with wave.open(io.BytesIO(wav)) as file:
        return Sound(file.readframes(file.getnframes()), file.getframerate())


def _left(seconds: float) -> str:
    if seconds < 50:
        return "Less than a minute left"
    minutes = round(seconds / 60)
    return f"About {minutes} minute{'s' if minutes > 1 else ''} left"
