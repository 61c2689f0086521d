"""Commands that operators type keep working under their former names."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.patience import hang_s


@pytest.mark.parametrize(
    ("former", "name", "says"),
    [
        ("services.security.office", "services.security.admin_cli", "For those who run it"),
        ("services.security.mark", "services.security.watermark", "usage"),
        ("services.jobs.worker", "services.wiring.worker", "REDIS_URL"),
    ],
)
def test_a_former_name_runs_and_says_the_new_one(former: str, name: str, says: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", former],
        env={"REDIS_URL": "", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=hang_s(60),
        check=False,
    )
    assert f"python -m {name}" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert says in ran.stdout + ran.stderr
