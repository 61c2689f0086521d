"""A conversation is not cut short because the machine is slow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.patience import hang_s

LIMITS = ("turn.show.SILENT_CLIENT_S", "thinking.recall.MAX_WAIT_S")


@pytest.fixture(autouse=True)
def _limits_that_only_a_hang_reaches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in LIMITS:
            patch.setattr(f"services.conversation.{name}", hang_s())
        yield
