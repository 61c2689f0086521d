"""The real server, started as a person would start it, on a free port."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from services.settings import table
from tests.support.patience import hang_s, wait_until

ROOT = Path(__file__).resolve().parents[2]
LIBC = ctypes.CDLL(None)
STUBS = {
    "CHAT": "stub",
    "TRANSCRIPTION": "stub",
    "SPEECH": "stub",
    "TURN_END": "stub",
    "VOICE_ACTIVITY": "stub",
    "PORTRAITS": "stub",
    "VISION": "stub",
    "MEMORY": "stub",
    "SPEAKERS": "stub",
    "MATCHING": "stub",
}
"""Providers that need no weights and answer at once."""


@dataclass
class Server:
    """A running ``python app.py``."""

    url: str
    data_dir: Path
    log: Path
    process: subprocess.Popen[bytes]

    def stop(self, within_s: float = hang_s(15)) -> int:
        """Ask it to stop, as a deployment does; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running {within_s} s after SIGTERM") from None
        finally:
            self.kill()

    def kill(self) -> None:
        """End it and its engines at once, as a crash of the machine would."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait(hang_s())

    def on_disk(self) -> dict[str, bytes]:
        """Every file that it has, but for its log: databases, uploads, temporary files."""
        folder = self.log.parent
        files = [path for path in folder.rglob("*") if path.is_file() and path != self.log]
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    def logged(self) -> str:
        return self.log.read_text(errors="replace")


def start(
    folder: Path,
    settings: Mapping[str, str],
    *,
    port: int = 0,
    program: Sequence[str] = ("app.py",),
) -> Server:
    """A server that keeps everything in ``folder`` and is ready for calls."""
    port = port or free_port()
    log = folder / "server.log"
    (folder / "tmp").mkdir(exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            env=_environment(folder, settings, port),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    server = Server(f"http://127.0.0.1:{port}", folder / "instance", log, process)
    try:
        _wait_until_ready(server)
    except BaseException:
        server.kill()
        raise
    return server


@contextmanager
def running(
    folder: Path, settings: Mapping[str, str], *, program: Sequence[str] = ("app.py",)
) -> Iterator[Server]:
    """A ready server, gone afterwards whatever happened."""
    server = start(folder, settings, program=program)
    try:
        yield server
    finally:
        server.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _end_with_parent() -> None:
    """A test run that is killed leaves no server behind. Source: prctl(2), PR_SET_PDEATHSIG."""
    LIBC.prctl(1, signal.SIGKILL)


def _environment(folder: Path, settings: Mapping[str, str], port: int) -> dict[str, str]:
    """Ours, then defaults: an empty value hides what a developer's own ``.env`` says."""
    hidden = {name: "" for name, _, _ in table() if name != "WEIGHTS_DIR"}
    return {
        **os.environ,
        **hidden,
        "PORT": str(port),
        "DATA_DIR": str(folder / "instance"),
        "BLOB_URL": (folder / "uploads").as_uri(),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONUNBUFFERED": "1",
        **settings,
    }


def _wait_until_ready(server: Server) -> None:
    def ready() -> bool:
        assert server.process.poll() is None, "the server ended by itself"
        return _is_ready(http, server.url)

    with requests.Session() as http:
        try:
            wait_until(ready, ordinary_s=60)
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{server.logged()[-4000:]}") from None


def _is_ready(http: requests.Session, url: str) -> bool:
    try:
        return http.get(f"{url}/ready", timeout=hang_s()).status_code == 200
    except requests.RequestException:
        return False
