"""Voices of people's own as they are read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.consent import Consent
from services.domain import Voice, VoiceKind
from services.storage.tables import VoiceRow


class VoiceState(StrEnum):
    SAMPLE = "sample"
    """There is a recording; perhaps a consent."""
    MADE = "made"
    """There is a voice, which its person has yet to judge."""
    KEPT = "kept"
    LEAVING = "leaving"
    """All is gone but what a vendor still has."""


@dataclass(frozen=True, slots=True)
class VoiceRecord:
    id: str
    person_id: str
    """Empty when the person is gone."""
    label: str
    state: VoiceState
    kind: VoiceKind
    """`VoiceKind.STOCK` until it is made."""
    provider: str
    """Who cloned it; empty for a match."""
    voice_id: str
    """As synthesizers know it."""
    style: bytes
    similarity: float
    """Of a match, to the person's own voice."""
    sample: str
    """A blob's id, as the next two; empty when there is none (any more)."""
    excerpt: str
    """Of the sample, to compare with"""
    preview: str
    """the new voice."""
    sample_sha256: str
    speech_s: float
    consent: Consent | None
    created_at: datetime

    @property
    def voice(self) -> Voice:
        """To speak with."""
        return Voice(self.voice_id, self.label, style=self.style, kind=self.kind)

    @property
    def blobs(self) -> Sequence[str]:
        return [blob for blob in (self.sample, self.excerpt, self.preview) if blob]


def record(row: VoiceRow) -> VoiceRecord:
    return VoiceRecord(
        id=row.id,
        person_id=row.person_id or "",
        label=row.label,
        state=VoiceState(row.state),
        kind=VoiceKind(row.kind),
        provider=row.provider,
        voice_id=row.voice_id,
        style=row.style,
        similarity=row.similarity,
        sample=row.sample,
        excerpt=row.excerpt,
        preview=row.preview,
        sample_sha256=row.sample_sha256,
        speech_s=row.speech_s,
        consent=Consent.kept(row.consent),
        created_at=row.created_at,
    )
