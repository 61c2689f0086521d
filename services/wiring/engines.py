"""The engine processes that providers work in."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.engine.engine import Engine
from services.engine.supervisor import Pace
from services.providers import registry

IDLE_S = 300.0
"""How long an engine that no call needs is kept after it was last asked."""


@dataclass
class Engines:
    """The engine processes of this web process, made when first named."""

    running: dict[str, Engine] = field(default_factory=dict)

    def get(self, name: str) -> Engine:
        if name not in self.running:
            pace = Pace(idle_s=IDLE_S) if name in registry.ON_DEMAND else None
            self.running[name] = Engine(name, pace=pace)
        return self.running[name]

    def start(self) -> None:
        """Begin loading those that calls need, without waiting."""
        for engine in self._for_calls():
            engine.start()

    def states(self) -> dict[str, str]:
        return {name: engine.state for name, engine in self.running.items()}

    def ready(self) -> bool:
        return all(engine.state == "ready" for engine in self._for_calls())

    def close(self) -> None:
        for engine in self.running.values():
            engine.close()

    def _for_calls(self) -> list[Engine]:
        return [engine for engine in self.running.values() if engine.name not in registry.ON_DEMAND]
