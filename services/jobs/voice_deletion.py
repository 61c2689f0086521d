"""Voices that are to be gone: here at once, at vendors as soon as they answer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.contracts import VoiceCloner
from services.errors import CompanionError, ProviderError
from services.storage.blobs import Blobs
from services.storage.companions import DEFAULTS
from services.storage.voice_records import VoiceRecord
from services.storage.voices import Voices

log = logging.getLogger(__name__)

UNDECIDED = timedelta(days=1)
"""How long a sample waits for its person to decide."""
AGAIN_S = 600.0


@dataclass(frozen=True, slots=True)
class DeletionReceipt:
    """What became of a voice."""

    label: str
    recordings: int
    """That were deleted here."""
    vendor: str
    """Who had a copy; empty for nobody."""
    at_vendor: str
    """``deleted``, ``later`` (it did not answer, and is asked again) or empty."""
    companions: list[str]
    """Who spoke with it, and now speak with the first voice."""

    @property
    def row(self) -> Mapping[str, Any]:
        return asdict(self)


class VoiceDeletion:
    def __init__(self, voices: Voices, blobs: Blobs, cloner: VoiceCloner | None) -> None:
        """``cloner`` is whoever copies voices now."""
        self._voices = voices
        self._blobs = blobs
        self._cloner = cloner

    def forget(self, person_id: str, voice_id: str) -> DeletionReceipt:
        """Raises `NotFound`, `StorageError`."""
        was, companions = self._voices.leave(person_id, voice_id, DEFAULTS[0].voice)
        for blob in was.blobs:
            self._blobs.forget(blob)
        told = self._tell(was)
        at_vendor = "" if not was.provider else "deleted" if told else "later"
        return DeletionReceipt(was.label, len(was.blobs), was.provider, at_vendor, list(companions))

    def start(self) -> None:
        """From now on, now and then, do what is due."""
        threading.Thread(target=self._go_on, daemon=True).start()

    def clear_away(self) -> None:
        """Forget what nobody wanted, and ask again those who did not answer."""
        for record in self._voices.abandoned(datetime.now(UTC) - UNDECIDED):
            self.forget(record.person_id, record.id)
        for record in self._voices.leaving():
            for blob in record.blobs:
                self._blobs.forget(blob)
            self._tell(record)

    def _tell(self, record: VoiceRecord) -> bool:
        """Whether nobody else has the voice any more; then nor do we."""
        if record.provider and not self._deleted_by_vendor(record):
            return False
        self._voices.gone(record.id)
        return True

    def _deleted_by_vendor(self, record: VoiceRecord) -> bool:
        if self._cloner is None or self._cloner.name != record.provider:
            log.warning("a voice cannot be deleted", extra={"provider": record.provider})
            return False
        try:
            self._cloner.forget(record.voice)
        except ProviderError as error:
            log.warning("a voice is not deleted yet", extra={"code": error.code})
            return False
        return True

    def _go_on(self) -> None:
        while True:
            try:
                self.clear_away()
            except CompanionError as error:
                log.warning("voices could not be cleared away", extra={"code": error.code})
            threading.Event().wait(AGAIN_S)
