"""Calls are kept for as long as their person wants, files while something uses them."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import CompanionError
from services.storage.blobs import Blobs
from services.storage.database import Database
from services.storage.tables import CallRow, CompanionRow, PersonRow, VoiceRow

log = logging.getLogger(__name__)

AGAIN_S = 3600.0
UNUSED = timedelta(days=1)
"""How long a file waits for its person to use it."""
MAX_CALL_AGE = timedelta(days=1)


class Retention:
    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs

    def sweep_calls(self, now: datetime) -> int:
        """Delete calls that are older than their person keeps them; how many there were.

        What was remembered from them stays, without its receipts.
        """

        def work(session: Session) -> int:
            old = (
                select(CallRow, PersonRow.keep_days)
                .join(PersonRow, CallRow.person_id == PersonRow.id)
                .where(PersonRow.keep_days.is_not(None))
            )
            due = [call for call, days in session.execute(old) if _is_due(call, days, now)]
            for call in due:
                session.delete(call)
            return len(due)

        deleted = self._database.run(work)
        if deleted:
            self._database.scrub()
            log.info("old calls deleted", extra={"calls": deleted})
        return deleted

    def sweep_files(self, now: datetime) -> int:
        """Delete files that nothing has used for `UNUSED`; how many there were.

        What is old is listed before what is used: a file that is taken into use meanwhile stays.
        """
        old = self._blobs.older(now - UNUSED)
        deleted = self._blobs.forget_all_but(self._database.run(_used), old)
        if deleted:
            log.info("unused files deleted", extra={"files": deleted})
        return deleted

    def start(self) -> None:
        """From now on, every hour."""
        threading.Thread(target=self._go_on, daemon=True).start()

    def _go_on(self) -> None:
        while True:
            try:
                self.sweep_calls(datetime.now(UTC))
                self.sweep_files(datetime.now(UTC))
            except CompanionError as error:
                log.warning("what is old is not deleted yet", extra={"code": error.code})
            threading.Event().wait(AGAIN_S)


def _used(session: Session) -> set[str]:
    """Every blob that a companion wears or a voice is made of."""
    columns = (CompanionRow.portrait, VoiceRow.sample, VoiceRow.excerpt, VoiceRow.preview)
    return {blob for column in columns for blob in session.scalars(select(column))}


def _is_due(call: CallRow, days: int | None, now: datetime) -> bool:
    """A call whose end was never kept was cut off by the end of its process."""
    if days is None:
        return False
    ended_at = call.ended_at or call.started_at + MAX_CALL_AGE
    return ended_at < now - timedelta(days=days)
