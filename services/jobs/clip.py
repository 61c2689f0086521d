"""The studio face: a segment of speech, filmed, to be seen in place of the live face."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from services.contracts import LipSyncer
from services.domain import Job, Sound
from services.errors import ProviderUnavailable
from services.jobs.job_context import JobContext, JobProgress
from services.jobs.jobs import Jobs
from services.storage.blobs import Blobs

KIND = "clip"
TYPE = "video/mp4"
SENT = 0.05


def name_of(sound: Sound) -> str:
    """What a clip is called: it lies beside its portrait, and is for exactly this sound."""
    return hashlib.sha256(b"%d " % sound.rate_hz + sound.pcm).hexdigest()[:32]


def found(blobs: Blobs, portrait: str, sound: Sound) -> str:
    """The clip of that portrait saying that; empty when there is none."""
    return blobs.beside(portrait, TYPE, name_of(sound))


def start(jobs: Jobs, person_id: str, portrait: str, sound: Sound, place: Mapping[str, Any]) -> Job:
    """The job that films it; ``place`` comes back in its result. Raises as `Jobs.start` does."""
    pcm = base64.b64encode(sound.pcm).decode()
    return jobs.start(
        KIND, person_id, portrait=portrait, pcm=pcm, rate_hz=sound.rate_hz, place=dict(place)
    )


def film(
    tools: JobContext,
    progress: JobProgress,
    /,
    *,
    portrait: str,
    pcm: str,
    rate_hz: int,
    place: Mapping[str, Any],
) -> Mapping[str, Any]:
    """The clip's link, and its place in the call. Nothing is filmed twice."""
    sound = Sound(base64.b64decode(pcm), rate_hz)
    clip = found(tools.blobs, portrait, sound)
    if not clip:
        clip = _filmed(tools.blobs, tools.lip_syncer, progress, portrait, sound)
    return {**place, "url": tools.blobs.url(clip, portrait.partition("/")[0])}


def _filmed(
    blobs: Blobs, vendor: LipSyncer | None, progress: JobProgress, portrait: str, sound: Sound
) -> str:
    """The new clip's id."""
    if vendor is None:
        raise ProviderUnavailable("no lip-sync vendor in this process")
    progress(SENT, f"Filming with {vendor.name}")
    made = ""
    with closing(vendor.film(blobs.read(portrait).content, sound)) as steps:
        for step in steps:
            progress(step.share)
            if clip := step.clip:
                made = blobs.put_beside(portrait, clip.content, clip.content_type, name_of(sound))
    if not made:
        raise ProviderUnavailable("a film without a clip", provider=vendor.name)
    return made
