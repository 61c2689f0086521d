"""Every kind of job by its name."""

from __future__ import annotations

from collections.abc import Mapping

from services.jobs import clip
from services.jobs.tools import Work

KINDS: Mapping[str, Work] = {clip.KIND: clip.film}
