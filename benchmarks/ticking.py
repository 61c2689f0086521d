"""The web process with one green thread more, that notes how late it wakes.

    python -m benchmarks.ticking FILE

Everything else is `app.main`. At the end ``FILE`` holds the times at which it woke, as doubles of
the monotonic clock, which all processes share.
"""

from __future__ import annotations

import sys
import time
from array import array
from pathlib import Path

import app

TICK_S = 0.01


def tick(woke_s: array[float]) -> None:
    import eventlet

    while True:
        woke_s.append(time.monotonic())
        eventlet.sleep(TICK_S)


def main() -> int:
    import eventlet

    woke_s = array("d")
    eventlet.spawn(tick, woke_s)
    try:
        return app.main()
    finally:
        Path(sys.argv[1]).write_bytes(woke_s.tobytes())


if __name__ == "__main__":
    sys.exit(main())
