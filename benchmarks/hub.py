"""How late the hub of a green process gets while each vendor's adapter works.

    python -m benchmarks.hub [--rounds 4]

Fakes of vendors take as long as real ones. Prints JSON: for each adapter the lateness of ticks of
5 ms while it is asked, in ms, and how long a reader who waits for it goes on after a close.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from contextlib import ExitStack

from benchmarks.report import machine
from tests.contracts import cases
from tests.contracts.asking import STREAMING

FIRST_S, PAUSE_S = 0.3, 0.01


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    rounds = parser.parse_args().rounds
    asked = []
    with ExitStack() as servers:
        for capability in STREAMING:
            for entry in cases.of(capability):
                server = servers.enter_context(cases.server_for(entry))
                server.first_s, server.pause_s = FIRST_S, PAUSE_S
                settings = {**server.settings(), **cases.PATIENT}
                asked.append({"capability": capability, "name": entry.name, "settings": settings})
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.hub_ticks", str(rounds)],
            input=json.dumps(asked),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    print(json.dumps({"machine": machine(), "adapters": json.loads(done.stdout)}, indent=2))


if __name__ == "__main__":
    main()
