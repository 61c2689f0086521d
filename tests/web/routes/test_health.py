"""What those who run the server can ask it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask.testing import FlaskClient

from services import metrics
from services.providers.failover.health import Status
from tests.web.conftest import House


def test_health_names_every_check(stranger: FlaskClient, house: House) -> None:
    well = stranger.get("/health")
    assert (well.status_code, well.get_json()) == (
        200,
        {"status": "healthy", "checks": {"database": "ok"}},
    )
    house.sick = True
    sick = stranger.get("/health")
    assert (sick.status_code, sick.get_json()["status"]) == (503, "unhealthy")
    assert "detail for the log" not in sick.text


def test_ready_says_whether_to_send_calls(stranger: FlaskClient, house: House) -> None:
    assert stranger.get("/ready").status_code == 200
    house.ready = False
    assert stranger.get("/ready").status_code == 503


def test_ready_shows_how_the_providers_in_use_do(stranger: FlaskClient, house: House) -> None:
    house.statuses = [
        Status("chat", "openai", configured=True, state="open", retry_in_s=40),
        Status("chat", "gemini", configured=False, needs="GEMINI_API_KEY"),
    ]
    (openai,) = stranger.get("/ready").get_json()["providers"]["chat"]
    assert (openai["name"], openai["healthy"], openai["retry_in_s"]) == ("openai", False, 40)


def test_all_providers_are_listed_with_what_they_lack(alice: FlaskClient, house: House) -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    house.statuses = [
        Status("chat", "openai", True, error="provider_busy", message="Busy.", error_at=at),
        Status("speech", "elevenlabs", configured=False, needs="ELEVENLABS_API_KEY"),
    ]
    listed = alice.get("/api/providers").get_json()["providers"]
    assert listed["chat"][0]["error"] == {
        "code": "provider_busy",
        "message": "Busy.",
        "at": "2026-01-02T00:00:00+00:00",
    }
    assert listed["chat"][0]["healthy"]
    assert listed["speech"][0]["needs"] == "ELEVENLABS_API_KEY"
    assert not listed["speech"][0]["healthy"]


def test_metrics_are_in_prometheus_format(stranger: FlaskClient) -> None:
    metrics.TURNS.labels("typed").inc()
    response = stranger.get("/metrics")
    assert response.content_type.startswith("text/plain")
    assert 'visavis_turns_total{source="typed"}' in response.text
