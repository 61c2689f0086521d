"""Real servers and real callers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clients import Caller, calling
from tests.e2e.no_network import CannotCut, no_network
from tests.e2e.server import STUBS, Server, running


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def stub_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server whose providers are stubs, in each way of serving."""
    folder = tmp_path_factory.mktemp(request.param)
    with running(folder, {**STUBS, "ASYNC_MODE": request.param}) as server:
        yield server


@pytest.fixture
def caller(stub_server: Server) -> Iterator[Caller]:
    """Someone new who has opened the page, and plays what is said to them."""
    with calling(stub_server.url) as caller:
        caller.play_along()
        yield caller


@pytest.fixture
def cut_off() -> Iterator[None]:
    """No network but loopback, for this test and whatever it starts."""
    try:
        with no_network():
            yield
    except CannotCut as exc:
        pytest.skip(f"the network cannot be cut here: {exc}")
