"""No provider holds up the hub of the web process, and all can be cut there too."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.contracts import cases
from tests.contracts.asking import STREAMING

ROOT = Path(__file__).resolve().parents[2]
FIRST_S = 0.3
"""A vendor's first byte takes as long as in life, so that a hub that waits for it is found out."""
PAUSE_S = 0.01
MOST_LATE_MS = 50


@pytest.mark.timed
@pytest.mark.timeout(240)
def test_the_hub_ticks_on_while_each_provider_works() -> None:
    for measured in _measured():
        assert measured["ticks"] > 100, measured
        assert measured["p99_ms"] < MOST_LATE_MS, measured
        assert measured["close_ms"] < cases.FREED_S * 1000, measured


def _measured() -> list[dict[str, float]]:
    asked = []
    with ExitStack() as servers:
        for capability in STREAMING:
            for entry in cases.of(capability):
                server = servers.enter_context(cases.server_for(entry))
                server.first_s, server.pause_s = FIRST_S, PAUSE_S
                settings = {**server.settings(), "PROVIDER_TIMEOUT_S": "8"}
                asked.append({"capability": capability, "name": entry.name, "settings": settings})
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.contracts.hub"],
            cwd=ROOT,
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=230,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    measured: list[dict[str, float]] = json.loads(done.stdout)
    sys.stdout.write("\n".join(map(str, measured)))
    assert len(measured) == len(asked)
    return measured
