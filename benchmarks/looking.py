"""How long the hub of the web process stalls while callers are looked at.

    python -m benchmarks.looking [--calls 10] [--seconds 30]

Everyone sends a frame with a face, now smiling and now not, every two seconds; the observer is the
embedded one, all else answers at once. Prints JSON: the hub's gaps before and meanwhile, how long a
frame waits for its acknowledgement and until what changed is noticed, and the shares of a core that
the web process and the eyes took.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from array import array
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from benchmarks.report import cpu_s, machine, spread
from benchmarks.serving import serving
from benchmarks.ticker import gaps
from tests.clients import Caller, calling
from tests.looks import framed, people, sent

IDLE_S = 5.0
FRAME_EVERY_S = 2.0


class Shown:
    """One caller in front of a camera, and how long everything took."""

    def __init__(self, caller: Caller, jpegs: list[bytes]) -> None:
        self.ack_ms: list[float] = []
        self.noticed_ms: list[float] = []
        self._caller = caller
        self._jpegs = jpegs
        caller.start(off_the_record=True)

    def show(self, *, seconds: float, after_s: float) -> None:
        """A frame every two seconds, from then on."""
        time.sleep(after_s)
        for number in range(int(seconds / FRAME_EVERY_S)):
            jpeg = self._jpegs[number % len(self._jpegs)]
            sent_s = time.monotonic()
            frame = {"source": "camera", "taken_ms": number + 1, "width": 640, "height": 480}
            self._caller.socket.call("video_frame", {**frame, "jpeg": jpeg}, timeout=30)
            self.ack_ms.append((time.monotonic() - sent_s) * 1000)
            self._wait_until_noticed(number + 1)
            self.noticed_ms.append((time.monotonic() - sent_s) * 1000)
            time.sleep(max(0.0, FRAME_EVERY_S - (time.monotonic() - sent_s)))

    def _wait_until_noticed(self, taken_ms: int) -> None:
        self._caller.wait_for("noticed", lambda noticed: bool(noticed["taken_ms"] == taken_ms))


def run(calls: int, seconds: float) -> dict[str, Any]:
    faces = people()
    jpegs = [sent(framed(faces[name])) for name in ("obama", "grace")]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        noted = Path(folder, "woke")
        program = ("-m", "benchmarks.ticking", str(noted))
        server = stack.enter_context(serving(stub=True, program=program, VISION="embedded"))
        web = psutil.Process(server.process.pid)
        [camera] = [each for each in web.children() if "eyes" in each.cmdline()]
        shown = [Shown(stack.enter_context(calling(server.url)), jpegs) for _ in range(calls)]
        idle_s = (time.monotonic(), time.monotonic() + IDLE_S)
        time.sleep(IDLE_S)
        began_s, before_s = time.monotonic(), (cpu_s(web), cpu_s(camera))
        _all_show(shown, seconds)
        lasted_s = time.monotonic() - began_s
        web_s, eyes_s = cpu_s(web) - before_s[0], cpu_s(camera) - before_s[1]
        eyes_mb = camera.memory_info().rss / 1e6
        server.stop()
        woke_s = array("d", noted.read_bytes())
    return {
        "calls": calls,
        "idle_gaps_ms": gaps(woke_s, *idle_s),
        "looking_gaps_ms": gaps(woke_s, began_s, began_s + lasted_s),
        "ack_ms": spread([ms for each in shown for ms in each.ack_ms]),
        "noticed_ms": spread([ms for each in shown for ms in each.noticed_ms]),
        "web_cpu_share": round(web_s / lasted_s, 3),
        "eyes_cpu_share": round(eyes_s / lasted_s, 3),
        "eyes_memory_mb": round(eyes_mb),
    }


def _all_show(shown: list[Shown], seconds: float) -> None:
    threads = [
        threading.Thread(
            target=each.show,
            kwargs={"seconds": seconds, "after_s": FRAME_EVERY_S * index / len(shown)},
        )
        for index, each in enumerate(shown)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=30.0)
    asked = parser.parse_args()
    measured_on = machine()
    print(json.dumps({"machine": measured_on, **run(asked.calls, asked.seconds)}, indent=2))


if __name__ == "__main__":
    main()
