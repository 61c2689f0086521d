"""What is counted, and the one line a room leaves."""

from __future__ import annotations

import logging

import pytest
from prometheus_client import REGISTRY

from services import metrics
from services.errors import Interrupted, ProviderBusy


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [
        (None, "done"),
        (Interrupted(), "interrupted"),
        (GeneratorExit(), "interrupted"),
        (ProviderBusy("429"), "provider_busy"),
        (ValueError("a mistake"), "failed"),
    ],
)
def test_a_room_is_timed_and_leaves_one_line(
    raised: BaseException | None, outcome: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = value("visavis_stage_seconds_count", room="think")
    caplog.set_level(logging.INFO, logger="services.metrics")

    def visit() -> None:
        with metrics.room("think"):
            if raised:
                raise raised

    if raised:
        with pytest.raises(type(raised)):
            visit()
    else:
        visit()
    assert value("visavis_stage_seconds_count", room="think") == before + 1
    (line,) = caplog.records
    assert (line.getMessage(), vars(line)["outcome"]) == ("room left", outcome)


def test_failures_of_providers_are_counted_by_kind() -> None:
    labels = {"capability": "chat", "provider": "openai", "kind": "provider_busy"}
    before = value("visavis_provider_errors_total", **labels)
    metrics.provider_failed("chat", ProviderBusy("429", provider="openai"))
    assert value("visavis_provider_errors_total", **labels) == before + 1


def test_events_are_timed_by_name() -> None:
    before = value("visavis_event_seconds_count", event="audio")
    with metrics.event_handled("audio"):
        pass
    assert value("visavis_event_seconds_count", event="audio") == before + 1
