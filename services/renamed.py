"""Commands that were renamed keep working under their former names, and say the new ones."""

from __future__ import annotations

import runpy
import sys


def run(former: str, name: str) -> None:
    """Run the module ``name`` as the command that was called ``former``."""
    sys.stderr.write(f"python -m {former} is now: python -m {name}\n")
    runpy.run_module(name, run_name="__main__", alter_sys=True)
