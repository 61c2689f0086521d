"""Every kind of job by its name."""

from __future__ import annotations

from collections.abc import Mapping

from services.jobs import clip
from services.jobs.job_context import Work
from services.jobs.voice_jobs import clone_voice, match_voice

KINDS: Mapping[str, Work] = {
    "clone_voice": clone_voice,
    "match_voice": match_voice,
    clip.KIND: clip.film,
}
