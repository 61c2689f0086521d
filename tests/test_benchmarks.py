"""Each benchmark runs, on stubs, and says what it should."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.latency import shares
from benchmarks.report import share_below, spread
from benchmarks.talking import Exchange, speech_end_s
from services.domain import EAR_RATE_HZ, Sound
from tests.sounds import joined, silence, tone
from tests.support.patience import hang_ms, hang_s

ROOT = Path(__file__).resolve().parents[1]


def said_by(name: str, *options: str) -> dict[str, Any]:
    """What a benchmark prints."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *options]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=hang_s(100))
    said: dict[str, Any] = json.loads(ran.stdout)
    assert said["machine"]["cores"] >= 1
    return said


def test_speech_ends_before_silence_and_soft_noise() -> None:
    noise = np.random.default_rng(1).normal(0, 0.001, EAR_RATE_HZ).astype(np.float32)
    clip = joined([silence(300), tone(700), Sound.from_samples(noise, EAR_RATE_HZ), silence(200)])
    assert speech_end_s(clip) == pytest.approx(1.0)


def test_a_spread_names_values_that_were_there() -> None:
    assert spread(range(1, 101)) == {"n": 100, "median": 50.5, "p95": 95, "worst": 100}
    assert spread([]) == {"n": 0}
    assert share_below([1.0, 2.0, 3.0], 0.95) == 3.0
    assert share_below([7.0], 0.5) == 7.0


def test_shares_add_up_to_the_whole() -> None:
    marks = {
        "end_of_speech": 0,
        "transcript": 100,
        "first_token": 300,
        "first_clause": 600,
        "first_speech": 620,
        "first_audio_sent": 700,
    }
    found = shares([Exchange(1000.0, marks), Exchange(1000.0, marks)])
    assert found["first_clause"] == 0.3
    assert found["outside"] == 0.3
    assert sum(found.values()) == pytest.approx(1)


def test_an_answer_to_an_earlier_pause_is_no_latency() -> None:
    assert Exchange(500.0, {"first_audio_sent": 1600}).cut_in
    assert not Exchange(1500.0, {"first_audio_sent": 1600}).cut_in


@pytest.mark.server
def test_latency_is_measured() -> None:
    said = said_by("latency", "--stub", "--turns", "2", "--clips", "other-way", "four-games")
    assert said["latency_ms"]["n"] == 2
    assert said["latency_ms"]["median"] > 100
    assert said["stages_ms"]["first_audio_sent"]["n"] == 2
    assert said["unanswered"] == []
    assert sum(said["speculations"].values()) >= 2


@pytest.mark.server
def test_load_is_measured() -> None:
    said = said_by(
        "load",
        "--start",
        "2",
        "--most",
        "2",
        "--seconds",
        "4",
        "--bound-ms",
        str(round(hang_ms(2000))),
    )
    [level] = said["levels"]
    assert said["carried"] == level["calls"] == 2
    assert level["crowd"]["frame_ack_ms"]["n"] >= 2
    assert level["crowd"]["notices"] == 0
    assert 0 < level["web_cpu_share"] < 2


@pytest.mark.server
def test_memory_is_measured() -> None:
    said = said_by("memory", "--stub", "--turns", "1")
    assert set(said["idle_mb"]) == set(said["in_call_mb"]) == {"web"}
    web = said["in_call_mb"]["web"]
    assert 20 < web["uss"] <= web["pss"] <= web["rss"]


@pytest.mark.server
def test_the_hub_is_watched() -> None:
    said = said_by("ticker", "--stub", "--turns", "1")
    assert said["idle_gaps_ms"]["n"] > 10
    assert said["idle_gaps_ms"]["median"] > 9
    assert said["call_gaps_ms"]["n"] > 10
    assert said["longest"][0]["gap_ms"] >= said["call_gaps_ms"]["p99"]


@pytest.mark.server
def test_a_flood_is_felt_by_nobody_else() -> None:
    said = said_by("flood", "--rate", "300", "--seconds", "2")
    assert said["flooded_ms"]["n"] > said["quiet_ms"]["n"] > 1
    assert said["flood_sent_each_s"] > 0


@pytest.mark.slow
def test_recall_is_measured_each_way_that_vectors_are_kept() -> None:
    said = said_by("recalling", "--memories", "30", "--people", "2")
    for way in ("sqlite", "postgresql_without_pgvector", "postgresql"):
        assert said[way]["recall_ms"]["n"] == 40
    assert [said[way]["kept_as"] for way in ("sqlite", "postgresql")] == ["blobs", "pgvector"]
