"""What is counted, and the one line a turn leaves."""

from __future__ import annotations

import logging

import pytest
from prometheus_client import REGISTRY

from services import metrics
from services.errors import ProviderBusy


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_turn_is_timed_by_stage_and_leaves_one_line(caplog: pytest.LogCaptureFixture) -> None:
    before = value("visavis_stage_seconds_sum", stage="first_token")
    caplog.set_level(logging.INFO, logger="services.metrics")
    metrics.turn_over({"first_token": 250, "first_clause": 400}, outcome="done")
    assert value("visavis_stage_seconds_sum", stage="first_token") == before + 0.25
    (line,) = caplog.records
    assert (vars(line)["first_clause"], vars(line)["outcome"]) == (400, "done")


def test_failures_of_providers_are_counted_by_kind() -> None:
    labels = {"provider": "openai", "kind": "provider_busy"}
    before = value("visavis_provider_errors_total", **labels)
    metrics.provider_failed(ProviderBusy("429", provider="openai"))
    assert value("visavis_provider_errors_total", **labels) == before + 1


def test_events_are_timed_by_name() -> None:
    before = value("visavis_event_seconds_count", event="audio")
    with metrics.event_handled("audio"):
        pass
    assert value("visavis_event_seconds_count", event="audio") == before + 1
