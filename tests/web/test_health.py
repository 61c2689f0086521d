"""What those who run the server can ask it."""

from __future__ import annotations

from flask.testing import FlaskClient

from services import metrics
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


def test_metrics_are_in_prometheus_format(stranger: FlaskClient) -> None:
    metrics.TURNS.labels("typed").inc()
    response = stranger.get("/metrics")
    assert response.content_type.startswith("text/plain")
    assert 'visavis_turns_total{source="typed"}' in response.text
