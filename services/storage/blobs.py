"""Files that people bring, in a local folder, behind signed links."""

from __future__ import annotations

import mimetypes
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer

from services.errors import NotFound, StorageError, UnsupportedFile
from services.offload import Offload

LINK_LIFETIME_S = 24 * 3600
OWNER = re.compile(r"[0-9a-f]{32}", re.ASCII)
ID = re.compile(r"[0-9a-f]{32}/[0-9a-f]{32}\.[a-z0-9]{1,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file."""

    content: bytes
    content_type: str


class Blobs:
    """A blob's id is its path, ``OWNER/RANDOM.EXTENSION``: who brought it shows without a look-up.

    Reading and writing run in ``offload``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        secret_key: str,
        offload: Offload,
        link_lifetime_s: int = LINK_LIFETIME_S,
    ) -> None:
        self._folder = folder
        self._link_lifetime_s = link_lifetime_s
        self._offload = offload
        self._links = URLSafeTimedSerializer(secret_key, salt="blob")

    def put(self, content: bytes, content_type: str, owner: str) -> str:
        """The id of the new blob, once it is on disk. ``owner`` is a person's id.

        Raises `UnsupportedFile` for a content type without a known extension, `StorageError`.
        """
        extension = mimetypes.guess_extension(content_type)
        if extension is None or not OWNER.fullmatch(owner):
            raise UnsupportedFile(content_type)
        blob_id = f"{owner}/{secrets.token_hex(16)}{extension}"
        try:
            self._offload(lambda: _write(self._folder / blob_id, content))
        except OSError as exc:
            raise StorageError("a blob could not be written") from exc
        return blob_id

    def put_beside(self, blob_id: str, content: bytes, content_type: str) -> str:
        """The id of what belongs to another blob and goes with it, once it is on disk."""
        beside = _beside(blob_id, content_type)
        path = self._path(beside)
        try:
            self._offload(lambda: _write(path, content))
        except OSError as exc:
            raise StorageError("a blob could not be written") from exc
        return beside

    def beside(self, blob_id: str, content_type: str) -> str:
        """The id of what lies beside a blob; empty when nothing does."""
        beside = _beside(blob_id, content_type)
        path = self._path(beside)
        return beside if self._offload(path.is_file) else ""

    def read(self, blob_id: str) -> Blob:
        """Raises `NotFound`, also for anything that is not a blob's id."""
        path = self._path(blob_id)
        try:
            content = self._offload(path.read_bytes)
        except OSError as exc:
            raise NotFound("blob") from exc
        return Blob(content, mimetypes.guess_type(path.name)[0] or "application/octet-stream")

    def belongs(self, blob_id: str, person_id: str) -> bool:
        """Whether that person brought this blob, and it is still there."""
        path = self._path(blob_id) if ID.fullmatch(blob_id) else None
        return path is not None and path.parent.name == person_id and self._offload(path.is_file)

    def forget(self, blob_id: str) -> None:
        """Delete it and what lies beside it; one that is gone already is fine."""
        path = self._path(blob_id)
        self._offload(lambda: _delete(path))

    def url(self, blob_id: str, person_id: str) -> str:
        """A link that opens for that person alone, for as long as links live."""
        return f"/blobs/{self._links.dumps([blob_id, person_id])}"

    def follow(self, link: str, person_id: str) -> Blob:
        """What the signed part of a link leads to. Raises `NotFound` for any other's or older."""
        try:
            blob_id, named = self._links.loads(link, max_age=self._link_lifetime_s)
        except BadData as exc:
            raise NotFound("blob link") from exc
        if named != person_id:
            raise NotFound("blob link of someone else")
        return self.read(blob_id)

    def _path(self, blob_id: str) -> Path:
        if not ID.fullmatch(blob_id):
            raise NotFound("blob")
        return self._folder / blob_id


def folder_of(blob_url: str, default: Path) -> Path:
    """The folder that a ``file://`` URL names."""
    return Path(unquote(urlsplit(blob_url).path)) if blob_url else default


def _beside(blob_id: str, content_type: str) -> str:
    """The same name with the extension of that content type."""
    extension = mimetypes.guess_extension(content_type)
    if extension is None:
        raise UnsupportedFile(content_type)
    return str(PurePosixPath(blob_id).with_suffix(extension))


def _delete(path: Path) -> None:
    for each in path.parent.glob(f"{path.stem}.*"):
        each.unlink(missing_ok=True)


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
