"""A place for jobs, and a real Redis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.offload import inline
from services.storage.blobs import Blobs
from services.storage.stores import Folder
from tests.databases import fresh
from tests.jobs import redis_server
from tests.jobs.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    database = fresh(tmp_path)
    yield Stage(database, Blobs(Folder(tmp_path / "blobs", offload=inline), secret_key="test"))
    database.close()


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty Redis."""
    if redis_server.PROGRAM is None:
        pytest.skip("Redis's server is not installed")
    with redis_server.running(tmp_path_factory.mktemp("redis")) as url:
        yield url
