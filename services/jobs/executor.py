"""Where jobs are carried out: in the web process, or in a worker."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from services import logs
from services.errors import CompanionError, StorageError
from services.jobs.job_context import Cancelled, JobContext, Work
from services.jobs.job_updates import JobUpdates

log = logging.getLogger(__name__)


class Executor:
    def __init__(
        self, board: JobUpdates, kinds: Mapping[str, Work], tools: JobContext, *, worker: str = ""
    ) -> None:
        """``worker`` is this process's name among workers; the web process has none."""
        self._board = board
        self._kinds = kinds
        self._tools = tools
        self._worker = worker

    def perform(self, job_id: str, kind: str, arguments: Mapping[str, Any]) -> None:
        """Carry it out to its end, whatever that is. Blocks for as long as it takes."""
        with logs.fields(job=job_id, kind=kind):
            try:
                self._carry_out(job_id, kind, arguments)
                log.info("job done")
            except Cancelled:
                log.info("job cancelled")
            except CompanionError as error:
                log.warning("job failed", extra={"code": error.code, "detail": error.detail})
                self._fail(job_id, error)
            except Exception as exc:  # the end of the job, not of its process
                log.error("job crashed", exc_info=exc)
                self._fail(job_id, CompanionError(type(exc).__name__))

    def _carry_out(self, job_id: str, kind: str, arguments: Mapping[str, Any]) -> None:
        def progress(share: float, message: str = "") -> None:
            self._board.report(job_id, share, message)

        self._board.begin(job_id, self._worker)
        self._board.done(job_id, self._kinds[kind](self._tools, progress, **arguments))

    def _fail(self, job_id: str, error: CompanionError) -> None:
        try:
            self._board.fail(job_id, error)
        except StorageError as exc:
            log.error("a failed job could not be kept", extra={"detail": exc.detail})
