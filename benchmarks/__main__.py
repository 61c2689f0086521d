"""Every benchmark, one after the other: ``make bench``.

Prints one JSON object with what each of them says; progress goes to standard error.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

BENCHMARKS = (
    "latency",
    "replies",
    "remembering",
    "recalling",
    "memory",
    "ticker",
    "load",
    "alignment",
    "lipsync",
    "frames",
    "contact_sheet",
    "observer",
    "looking",
    "flood",
    "mark",
    "outages",
    "parts",
    "hub",
)


def main() -> int:
    found = {}
    for name in BENCHMARKS:
        began_s = time.monotonic()
        ran = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, check=True
        )
        found[name] = json.loads(ran.stdout)
        sys.stderr.write(f"{name}: {time.monotonic() - began_s:.0f} s\n")
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
