"""Asks an engine process things."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from services.domain import Sound
from services.engine.request import Question
from services.engine.stream import RemoteStream
from services.engine.supervisor import Supervisor


class Engine(Supervisor):
    """A supervised engine process and the ways to ask it."""

    _numbers = itertools.count(1)
    """Of all requests of this process."""

    def call(
        self,
        capability: str,
        method: str,
        *args: Any,
        deadline_s: float,
        entry: str = "",
        **kwargs: Any,
    ) -> Any:
        """What the provider's method returns, or its attribute is. Blocks, also while starting.

        Raises what the method raised, `ProviderTimeout` after the deadline, `ProviderUnavailable`
        when the process dies.
        """
        question = Question(capability, entry, method, args, kwargs)
        stream: RemoteStream[Any] = RemoteStream(
            self, next(self._numbers), question, idle_s=deadline_s
        )
        try:
            return next(stream)
        finally:
            stream.close()

    def stream(
        self,
        capability: str,
        method: str,
        *args: Any,
        idle_s: float,
        sounds: Iterable[Sound] | None = None,
        entry: str = "",
        **kwargs: Any,
    ) -> RemoteStream[Any]:
        """What the provider's method yields; never blocks by itself.

        ``sounds`` become the method's first argument and are read from a thread of its own.
        ``idle_s`` bounds each wait for an item, and does not count while ``sounds`` go on.
        """
        question = Question(capability, entry, method, args, kwargs, True, sounds is not None)
        return RemoteStream(self, next(self._numbers), question, idle_s=idle_s, sounds=sounds)
