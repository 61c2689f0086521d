"""How each provider does: what those who run it want to see."""

from __future__ import annotations

import logging
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from services import metrics
from services.errors import (
    CompanionError,
    ContentDeclined,
    KeyRefused,
    ProviderError,
    QuotaUsedUp,
)
from services.providers.failover.circuit_breaker import Breaker

log = logging.getLogger(__name__)

HOPELESS = (KeyRefused, QuotaUsedUp)
REMEMBERED = 20
"""First results that the latency is the median of."""


@dataclass(frozen=True, slots=True)
class Status:
    """One provider, as far as it is known."""

    capability: str
    name: str
    configured: bool
    """Whether it has what it needs, and stands in its chain."""
    needs: str = ""
    """The setting without which it does not."""
    state: str = "closed"
    """As the breaker says: ``closed`` is well."""
    retry_in_s: int = 0
    error: str = ""
    """Code of the last error."""
    message: str = ""
    """The same for a person."""
    error_at: datetime | None = None
    latency_ms: int | None = None
    """Median time to the first result."""


class ProviderHealth:
    """One provider's. May be told from any thread."""

    def __init__(
        self,
        capability: str,
        name: str,
        clock: Callable[[], float] = time.monotonic,
        *,
        of_all: bool = True,
    ) -> None:
        """``of_all``: not that of one of its models alone, which metrics leave out."""
        self._of_all = of_all
        self.capability = capability
        self.name = name
        self.breaker = Breaker(clock)
        self.error: ProviderError | None = None
        self._error_at: datetime | None = None
        self._latencies_ms: deque[float] = deque(maxlen=REMEMBERED)
        self._lock = threading.Lock()

    def succeeded(self, latency_ms: float | None) -> None:
        """None: it was not timed, because the one who waited had to wait for something else."""
        with self._lock:
            if latency_ms is not None:
                self._latencies_ms.append(latency_ms)
        self.breaker.succeeded()
        self._show()

    def failed(self, error: ProviderError) -> None:
        log.warning(
            "provider failed",
            extra={
                "capability": self.capability,
                "provider": self.name,
                "code": error.code,
                "detail": error.detail,
            },
        )
        metrics.provider_failed(error)
        with self._lock:
            self.error = error
            self._error_at = datetime.now(UTC)
        if isinstance(error, ContentDeclined):
            self.breaker.abandoned()  # what one person says keeps nobody else from being answered
        else:
            self.breaker.failed(hopeless=isinstance(error, HOPELESS))
        self._show()

    def status(self) -> Status:
        with self._lock:
            error: CompanionError | None = self.error
            return Status(
                self.capability,
                self.name,
                configured=True,
                state=self.breaker.state,
                retry_in_s=round(self.breaker.retry_in_s),
                error=error.code if error else "",
                message=error.message if error else "",
                error_at=self._error_at,
                latency_ms=round(statistics.median(self._latencies_ms))
                if self._latencies_ms
                else None,
            )

    def _show(self) -> None:
        if self._of_all:
            metrics.provider_state(self.capability, self.name, self.breaker.state)
