"""In a process as green as the web's: whether its hub goes on while providers work.

Reads from stdin the providers to try, their settings and a folder, and writes what came of it, as
JSON. All the while it adds a byte at a time to ``ticks`` in that folder: the vendors, in another
process, go on when they see it grow, and not while there is ``silence``.
"""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from services.providers import registry  # noqa: E402
from services.settings import Settings  # noqa: E402
from tests.contracts.asking import TENTH, ask  # noqa: E402

TICK_S = 0.005
LONG = [TENTH] * 100


def main() -> None:
    asked = json.loads(sys.stdin.read())
    folder = Path(asked["folder"])
    eventlet.spawn(tick, folder / "ticks")
    used = [use(**case, asked=asked, silence=folder / "silence") for case in asked["cases"]]
    sys.stdout.write(json.dumps(used))


def tick(ticks: Path) -> None:
    with ticks.open("wb", buffering=0) as file:
        while True:
            file.write(b".")
            eventlet.sleep(TICK_S)


def use(
    capability: str, name: str, settings: dict[str, str], asked: dict[str, Any], silence: Path
) -> dict[str, Any]:
    """How many items came, and whether a close woke a reader for whom none came."""
    entry = registry.find(capability, name)
    provider = registry.load(entry).from_settings(Settings.load(settings))
    items = len(list(ask(capability, provider, LONG)))
    silence.touch()
    stream = ask(capability, provider, LONG)
    reader = threading.Thread(target=lambda: list(stream))
    reader.start()
    time.sleep(0.15)  # so that it most likely waits by then
    stream.close()
    reader.join(asked["limit_s"])
    silence.unlink()
    return {"name": f"{capability} {name}", "items": items, "woken": not reader.is_alive()}


if __name__ == "__main__":
    main()
