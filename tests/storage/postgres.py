"""A real PostgreSQL server for the length of a test run."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a fresh cluster's ``postgres`` database, on a Unix socket of its own."""
    binaries = BINARIES[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="visavis-pg-"))
    user = _hand_over(folder)
    _run(user, binaries / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-N")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = binaries / "pg_ctl"
    _run(user, control, "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        _run(user, control, "-D", folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def _hand_over(folder: Path) -> str | None:
    """The server refuses to run as root: give the folder to the user who came with it."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return user.pw_name


def _run(user: str | None, *command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        timeout=60,
    )
