"""Portraits that people bring: drawn anew, rigged, and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.contracts import Rigger
from services.domain import Rig
from services.errors import BadInput, CompanionError, ProviderError
from services.storage.blobs import Blobs
from services.storage.companions import RIG_TYPE
from services.web.media.pictures import Portrait, check_kind


class SeveralFaces(BadInput):
    """There are several faces in that picture. The largest one will speak."""

    code = "several_faces"


@dataclass(frozen=True, slots=True)
class Kept:
    """A portrait that is stored."""

    id: str
    rig_id: str
    """Empty for one that stays still."""
    width_px: int
    height_px: int
    note: CompanionError | None
    """What the person should know: why it stays still, or who of several will speak."""


@dataclass(frozen=True)
class Portraits:
    blobs: Blobs
    rigger: Rigger
    decode: Callable[[bytes], Portrait]
    """`portrait_from`, wherever it runs."""

    def keep(self, content: bytes, person_id: str) -> Kept:
        """The file as a portrait of that person. Raises what `portrait_from` does."""
        check_kind(content)
        portrait = self.decode(content)
        rig, note = self._rigged(portrait.jpeg)
        blob_id = self.blobs.put(portrait.jpeg, "image/jpeg", person_id)
        rig_id = self.blobs.put_beside(blob_id, rig.json, RIG_TYPE) if rig else ""
        return Kept(blob_id, rig_id, portrait.width_px, portrait.height_px, note)

    def _rigged(self, jpeg: bytes) -> tuple[Rig | None, CompanionError | None]:
        try:
            rig = self.rigger.rig(jpeg)
        except (BadInput, ProviderError) as reason:
            return None, reason
        return rig, SeveralFaces() if rig.faces > 1 else None
