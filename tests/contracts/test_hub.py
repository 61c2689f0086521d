"""No provider holds up the hub of the web process, and all can be cut there too."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.contracts import cases
from tests.contracts.asking import STREAMING
from tests.support.patience import hang_s, wait_until

ROOT = Path(__file__).resolve().parents[2]
TICKS = 3
"""Of the hub, for which a vendor waits before it goes on."""


@pytest.mark.timeout(240)
def test_the_hub_ticks_on_while_each_provider_waits(tmp_path: Path) -> None:
    """How late it ticks is measured by `benchmarks.hub`."""
    for used in _used(tmp_path):
        assert used["items"] > 0, used
        assert used["woken"], used


def _used(folder: Path) -> list[dict[str, Any]]:
    ticks, silence = folder / "ticks", folder / "silence"

    def go_on() -> None:
        """Returns once the hub has ticked while its provider waits for more."""
        before = ticks.stat().st_size
        wait_until(lambda: ticks.stat().st_size >= before + TICKS)
        wait_until(lambda: not silence.exists(), ordinary_s=60)

    asked = []
    with ExitStack() as servers:
        for capability in STREAMING:
            for entry in cases.of(capability):
                server = servers.enter_context(cases.server_for(entry))
                server.before_part = go_on
                settings = {**server.settings(), **cases.PATIENT}
                asked.append({"capability": capability, "name": entry.name, "settings": settings})
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.contracts.hub"],
            cwd=ROOT,
            input=json.dumps({"folder": str(folder), "limit_s": hang_s(), "cases": asked}),
            capture_output=True,
            text=True,
            timeout=hang_s(230),
            check=False,
        )
    assert done.returncode == 0, done.stderr
    used: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(used) == len(asked)
    return used
