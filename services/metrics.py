"""Everything that is counted, in one place."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

from services import logs
from services.errors import Interrupted, ProviderError

log = logging.getLogger(__name__)

STAGE_BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 30)
HANDLER_BUCKETS_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5)

CALLS_ACTIVE = Gauge("visavis_calls_active", "Calls going on in this process")
TURNS = Counter("visavis_turns_total", "Turns that were answered", ["source"])
STAGE_SECONDS = Histogram(
    "visavis_stage_seconds", "Time a turn spent in a room", ["room"], buckets=STAGE_BUCKETS_S
)
PROVIDER_ERRORS = Counter(
    "visavis_provider_errors_total",
    "Failures of providers, by the error's code",
    ["capability", "provider", "kind"],
)
INTERRUPTIONS = Counter(
    "visavis_interruptions_total", "Interruptions, and whether they were meant", ["meant"]
)
SPECULATIONS = Counter(
    "visavis_speculations_total", "Turns begun before their end was certain", ["outcome"]
)
ENGINE_RESTARTS = Counter(
    "visavis_engine_restarts_total", "Times an engine had to be started again", ["engine"]
)
EVENT_SECONDS = Histogram(
    "visavis_event_seconds", "Time taken by an event's handler", ["event"],
    buckets=HANDLER_BUCKETS_S,
)  # fmt: skip


@contextmanager
def room(name: str) -> Iterator[None]:
    """Time what happens inside, and say so in one line; lines inside carry ``room``."""
    started_s = time.perf_counter()
    with logs.fields(room=name):
        outcome = "failed"
        try:
            yield
            outcome = "done"
        except (GeneratorExit, Interrupted):
            outcome = "interrupted"
            raise
        except ProviderError as exc:
            outcome = exc.code
            raise
        finally:
            elapsed_s = time.perf_counter() - started_s
            STAGE_SECONDS.labels(name).observe(elapsed_s)
            log.info("room left", extra={"ms": round(elapsed_s * 1000), "outcome": outcome})


@contextmanager
def event_handled(event: str) -> Iterator[None]:
    """Time the handling of an event from a browser."""
    with EVENT_SECONDS.labels(event).time():
        yield


def provider_failed(capability: str, error: ProviderError) -> None:
    PROVIDER_ERRORS.labels(capability, error.provider or "unknown", error.code).inc()
