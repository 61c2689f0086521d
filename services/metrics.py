"""Everything that is counted, in one place."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

from services.errors import ProviderError

log = logging.getLogger(__name__)

STAGE_BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 30)
HANDLER_BUCKETS_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5)

CALLS_ACTIVE = Gauge("visavis_calls_active", "Calls going on in this process")
TURNS = Counter("visavis_turns_total", "Turns that were answered", ["source"])
STAGE_SECONDS = Histogram(
    "visavis_stage_seconds",
    "Time from the end of a person's words to a stage's first result",
    ["stage"],
    buckets=STAGE_BUCKETS_S,
)
PROVIDER_ERRORS = Counter(
    "visavis_provider_errors_total",
    "Failures of providers, by the error's code",
    ["provider", "kind"],
)
PROVIDER_OPEN = Gauge(
    "visavis_provider_open",
    "Whether a provider is left alone because it failed",
    ["capability", "provider"],
)
FAILOVERS = Counter(
    "visavis_failovers_total",
    "Results that came from another provider than the one asked first",
    ["capability", "failed", "provider"],
)
INTERRUPTIONS = Counter("visavis_interruptions_total", "Answers that were interrupted")
FALSE_INTERRUPTIONS = Counter(
    "visavis_false_interruptions_total", "Interruptions for nothing, after which it went on"
)
SPECULATIONS = Counter(
    "visavis_speculations_total", "Turns begun before their end was certain", ["outcome"]
)
EVENT_SECONDS = Histogram(
    "visavis_event_seconds", "Time taken by an event's handler", ["event"],
    buckets=HANDLER_BUCKETS_S,
)  # fmt: skip


def turn_over(timings_ms: Mapping[str, int], *, outcome: str) -> None:
    """Count the stages of a turn, and say so in one line.

    The rooms of a turn work at the same time, each on what the one before it has given so far, so
    what counts of each is when its first result came.
    """
    for stage, ms in timings_ms.items():
        STAGE_SECONDS.labels(stage).observe(ms / 1000)
    log.info("turn over", extra={**timings_ms, "outcome": outcome})


@contextmanager
def event_handled(event: str) -> Iterator[None]:
    """Time the handling of an event from a browser."""
    with EVENT_SECONDS.labels(event).time():
        yield


def provider_failed(error: ProviderError) -> None:
    PROVIDER_ERRORS.labels(error.provider or "unknown", error.code).inc()


def provider_errors() -> list[dict[str, str | int]]:
    """How often each provider failed since this process started, and with what code."""
    return [
        {**sample.labels, "count": round(sample.value)}
        for metric in PROVIDER_ERRORS.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    ]


def provider_state(capability: str, provider: str, state: str) -> None:
    """Show whether a provider may be asked (``closed``), as its breaker says."""
    PROVIDER_OPEN.labels(capability, provider).set(state != "closed")
