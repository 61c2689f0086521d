"""A real Redis for the length of some tests."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.e2e.server import free_port
from tests.support.patience import hang_s, wait_until

PROGRAM = shutil.which("redis-server")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The URL of a server that keeps nothing."""
    port = free_port()
    with started(folder, "--port", str(port)):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def running_with_tls(folder: Path) -> Iterator[str]:
    """The URL of a server whose certificate nobody has signed but itself."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=nobody"],
        check=True, capture_output=True, timeout=hang_s(30),
    )  # fmt: skip
    port = free_port()
    with started(
        folder, "--port", "0", "--tls-port", str(port), "--tls-auth-clients", "no",
        "--tls-cert-file", str(certificate), "--tls-key-file", str(key),
        url=f"rediss://127.0.0.1:{port}/0?ssl_cert_reqs=none",
    ):  # fmt: skip
        yield f"rediss://127.0.0.1:{port}/0"


@contextmanager
def started(folder: Path, *options: str, url: str = "") -> Iterator[None]:
    assert PROGRAM is not None
    address = url or f"redis://127.0.0.1:{options[1]}/0"
    command = [PROGRAM, "--bind", "127.0.0.1", "--save", "", "--dir", str(folder), *options]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_until_ready(address, server)
        yield
    finally:
        server.kill()
        server.wait(hang_s())


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        assert server.poll() is None, "Redis ended by itself"
        try:
            return bool(client.ping())
        except RedisError:
            return False

    with Redis.from_url(url) as client:
        wait_until(answers)
