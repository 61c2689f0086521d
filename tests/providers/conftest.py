"""A clock that goes when a test says so."""

from __future__ import annotations

import pytest

from tests.providers.scripts import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()
