"""A fake vendor for each test, of the provider that it is about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.providers.registry import Entry
from tests.contracts import cases
from tests.vendors.server import Vendor


@pytest.fixture
def server(entry: Entry) -> Iterator[Vendor]:
    with cases.server_for(entry) as server:
        yield server
