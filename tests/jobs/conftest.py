"""A place for jobs, and a real Redis."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.storage.blobs import Blobs
from services.storage.database import Database
from tests.jobs import redis_server
from tests.jobs.stage import Stage


@pytest.fixture
def stage(database: Database, blobs: Blobs) -> Stage:
    return Stage(database, blobs)


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty Redis."""
    if redis_server.PROGRAM is None:
        pytest.skip("Redis's server is not installed")
    with redis_server.running(tmp_path_factory.mktemp("redis")) as url:
        yield url
