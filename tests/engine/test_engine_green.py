"""The web process runs on a green hub: the tests of the engine hold there too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.patience import hang_s

TESTS = Path(__file__).with_name("test_engine.py")
LIMIT_S = hang_s(230)
GREEN = """
import eventlet
eventlet.monkey_patch()
import sys, pytest
sys.exit(pytest.main([sys.argv[1], "-q", "-p", "no:cacheprovider", "--timeout", "0"]))
"""


@pytest.mark.timeout(240)
def test_every_test_of_the_engine_holds_on_a_green_hub() -> None:
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", GREEN, str(TESTS)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert ended.returncode == 0, ended.stdout
    assert " passed" in ended.stdout
