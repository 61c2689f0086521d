"""What every test may ask for. Where this machine lacks something, a test says so and is skipped;
in CI it fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from services.engine import manifest, shelf
from services.offload import inline
from services.settings import Settings
from services.storage.blob_stores import Folder
from services.storage.blobs import Blobs
from services.storage.database import Database
from tests.e2e import chromium
from tests.support.patience import hang_s

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

SLOW = (
    *("tests/engine", "tests/storage", "tests/contracts", "tests/portraits/test_rigger.py"),
    *("tests/providers/test_vision.py", "tests/security/test_sandbox.py"),
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks that whole folders have in common, and limits as long as this machine needs."""
    slow = [config.rootpath / name for name in SLOW]
    for item in items:
        if any(item.path.is_relative_to(place) for place in slow):
            item.add_marker(pytest.mark.slow)
        if config.getoption("timeout") != 0:
            item.add_marker(pytest.mark.timeout(hang_s(_ordinary_s(item))), append=False)


def _ordinary_s(item: pytest.Item) -> float:
    """The limit that the test itself asks for, or that of all."""
    own = item.get_closest_marker("timeout")
    return float(own.args[0] if own else item.config.getini("timeout"))


@pytest.fixture(scope="session")
def weights_dir() -> Path:
    """Where the weights of the embedded engines are."""
    return Settings.load(dict(os.environ)).weights_dir


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a database with all tables: made once, since that takes 60 ms."""
    path = tmp_path_factory.mktemp("migrated") / "visavis.db"
    database = Database(f"sqlite:///{path}", offload=inline)
    database.migrate()
    database.close()
    return path.read_bytes()


@pytest.fixture
def database(tmp_path: Path, migrated: bytes) -> Iterator[Database]:
    """An empty one."""
    path = tmp_path / "visavis.db"
    path.write_bytes(migrated)
    database = Database(f"sqlite:///{path}", offload=inline)
    yield database
    database.close()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(Folder(tmp_path / "blobs", offload=inline), secret_key="test")


@pytest.fixture(autouse=True)
def _machine_has_what_it_takes(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("browser") and chromium.executable() is None:
        _cannot("Chromium is not installed")
    if request.node.get_closest_marker("models"):
        folder = request.getfixturevalue("weights_dir")
        absent = [
            weight.name
            for weight in manifest.read(manifest.MODELS).values()
            if not shelf.is_complete(folder, weight)
        ]
        if absent:
            _cannot(f"not fetched yet (make run does it): {', '.join(absent)}")


def _cannot(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
