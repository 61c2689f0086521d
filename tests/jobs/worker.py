"""A worker whose kinds of jobs are those of the tests: ``python -m tests.jobs.worker``."""

from __future__ import annotations

import sys

from services.wiring import worker
from tests.jobs.stage import KINDS

if __name__ == "__main__":
    sys.exit(worker.main(KINDS))
