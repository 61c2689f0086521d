"""One house for all who come to its door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.house import House, open_house


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as house:
        yield house
