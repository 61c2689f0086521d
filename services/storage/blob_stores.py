"""Where files lie: a local folder, or a bucket of S3 and its like. Names are paths with slashes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from services.errors import NotFound, StorageError
from services.offload import Offload
from services.storage.stored_files import Store, StoredFile


class Folder:
    """A folder of this machine; its work runs in ``offload``."""

    def __init__(self, path: Path, *, offload: Offload) -> None:
        self._path = path
        self._offload = offload

    def write(self, name: str, content: bytes) -> None:
        try:
            self._offload(lambda: _write(self._path / name, content))
        except OSError as exc:
            raise StorageError("a blob could not be written") from exc

    def read(self, name: str) -> bytes:
        try:
            return self._offload((self._path / name).read_bytes)
        except OSError as exc:
            raise NotFound("blob") from exc

    def has(self, name: str) -> bool:
        return self._offload((self._path / name).is_file)

    def files(self, prefix: str) -> Mapping[str, StoredFile]:
        def work() -> Mapping[str, StoredFile]:
            found: dict[str, StoredFile] = {}
            for path in self._all(prefix):
                with suppress(FileNotFoundError):  # deleted meanwhile
                    found[str(path.relative_to(self._path))] = _file(path)
            return found

        try:
            return self._offload(work)
        except OSError as exc:
            raise StorageError("blobs could not be listed") from exc

    def delete(self, prefix: str) -> None:
        def work() -> None:
            for path in self._all(prefix):
                path.unlink(missing_ok=True)

        try:
            self._offload(work)
        except OSError as exc:
            raise StorageError("a blob could not be deleted") from exc

    def _all(self, prefix: str) -> list[Path]:
        parent, _, start = prefix.rpartition("/")
        return [path for path in (self._path / parent).rglob(f"{start}*") if path.is_file()]


def store_of(blob_url: str, default: Path, *, offload: Offload) -> Store:
    """The place that a ``file://`` or ``s3://`` URL names; without one, the default folder."""
    if blob_url.startswith("s3://"):
        from services.storage.s3 import Bucket  # only those who use it have its weight in memory

        return Bucket.from_url(blob_url)
    path = Path(unquote(urlsplit(blob_url).path)) if blob_url else default
    return Folder(path, offload=offload)


def _file(path: Path) -> StoredFile:
    found = path.stat()
    return StoredFile(found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing: a reader never sees half a file, nor does a crash leave one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f"{path.suffix}.part")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
