"""What every event of a call has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar


class CallEvent:
    """An event on its way to the browser."""

    event: ClassVar[str]

    def payload(self) -> dict[str, Any]:
        return asdict(self)  # type: ignore[call-overload, no-any-return]
