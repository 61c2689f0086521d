"""Files that people bring, behind signed links."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from itsdangerous import BadData, URLSafeTimedSerializer

from services.errors import CompanionError, NotFound, TooLarge
from services.storage import blob_ids
from services.storage.blob_ids import ID, OURS
from services.storage.stored_files import Store

LINK_LIFETIME_S = 24 * 3600
QUOTA_BYTES = 200 * 1024 * 1024
"""What one person may keep: some 400 portraits, or an hour of recordings."""


class QuotaReached(TooLarge):
    """You have stored as much as there is room for. Delete a companion or a voice first."""

    code = "quota_reached"


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file."""

    content: bytes
    content_type: str


class Blobs:
    """Everyone's files. All raise `StorageError` when the store fails."""

    def __init__(
        self,
        store: Store,
        *,
        secret_key: str,
        link_lifetime_s: int = LINK_LIFETIME_S,
        quota_bytes: int = QUOTA_BYTES,
    ) -> None:
        self._store = store
        self._link_lifetime_s = link_lifetime_s
        self._quota_bytes = quota_bytes
        self._links = URLSafeTimedSerializer(secret_key, salt="blob")

    def put(self, content: bytes, content_type: str, owner: str) -> str:
        """The id of the new blob, once it is stored. ``owner`` is a person's id.

        Raises `UnsupportedFile` for a content type without a known extension, `QuotaReached`.
        """
        blob_id = blob_ids.new(content_type, owner)
        self._check_room(owner, content)
        self._store.write(blob_id, content)
        return blob_id

    @contextmanager
    def together(self) -> Iterator[Callable[[bytes, str, str], str]]:
        """A `put` for what is of use only with all that is done meanwhile, or not kept at all."""
        kept: list[str] = []

        def keep(content: bytes, content_type: str, owner: str) -> str:
            kept.append(self.put(content, content_type, owner))
            return kept[-1]

        try:
            yield keep
        except CompanionError:
            for blob_id in kept:
                self.forget(blob_id)
            raise

    def put_beside(self, blob_id: str, content: bytes, content_type: str, name: str = "") -> str:
        """The id of what belongs to another blob and goes with it, once it is stored.

        Of one content type there is one, or one for each ``name`` of 32 hexadecimal digits.
        Raises `QuotaReached`.
        """
        beside = blob_ids.beside(blob_ids.checked(blob_id), content_type, name)
        self._check_room(blob_id.partition("/")[0], content)
        self._store.write(beside, content)
        return beside

    def copy(self, blob_id: str, beside: Sequence[str]) -> str:
        """The id of a copy, with what of those content types lies beside it. Raises `NotFound`."""
        blob = self.read(blob_id)
        copied = self.put(blob.content, blob.content_type, blob_id.partition("/")[0])
        for content_type in beside:
            if found := self.beside(blob_id, content_type):
                self.put_beside(copied, self.read(found).content, content_type)
        return copied

    def beside(self, blob_id: str, content_type: str, name: str = "") -> str:
        """The id of what lies beside a blob; empty when nothing does."""
        beside = blob_ids.beside(blob_ids.checked(blob_id), content_type, name)
        return beside if self._store.has(beside) else ""

    def read(self, blob_id: str) -> Blob:
        """Raises `NotFound`, also for anything that is not a blob's id."""
        content = self._store.read(blob_ids.checked(blob_id))
        return Blob(content, mimetypes.guess_type(blob_id)[0] or "application/octet-stream")

    def of(self, owner: str) -> dict[str, int]:
        """Bytes of each of a person's blobs."""
        kept = self._store.files(blob_ids.folder(owner))
        return {name: file.size for name, file in kept.items() if ID.fullmatch(name)}

    def belongs(self, blob_id: str, person_id: str) -> bool:
        """Whether that person brought this blob, and it is still there."""
        if not ID.fullmatch(blob_id) or blob_id.partition("/")[0] != person_id:
            return False
        return self._store.has(blob_id)

    def forget(self, blob_id: str) -> None:
        """Delete it and what lies beside it; one that is gone already is fine."""
        self._store.delete(f"{blob_ids.stem(blob_ids.checked(blob_id))}.")

    def forget_all(self, owner: str) -> None:
        """Delete everything that a person brought."""
        self._store.delete(blob_ids.folder(owner))

    def older(self, before: datetime) -> Sequence[str]:
        """What was written before then, of everyone; also what a crash left unfinished."""
        files = self._store.files("")
        return [name for name in files if OURS.match(name) and files[name].written_at < before]

    def forget_all_but(self, used: Collection[str], among: Sequence[str]) -> int:
        """Delete what of ``among`` is neither used nor beside what is; how many files."""
        stems = {blob_ids.stem(blob_id) for blob_id in used}
        unused = [name for name in among if blob_ids.stem(name) not in stems]
        for name in unused:
            self._store.delete(name)
        return len(unused)

    def hand_over(self, owner: str, heir: str) -> None:
        """All that a person brought is another's too, under the same names. Raises `QuotaReached`.

        The former keeps it until it is forgotten: whatever refers to it can be changed meanwhile.
        """
        theirs = self.of(owner)
        if sum([*theirs.values(), *self.of(heir).values()]) > self._quota_bytes:
            raise QuotaReached()
        for blob_id in theirs:
            copied = blob_ids.folder(heir) + PurePosixPath(blob_id).name
            self._store.write(copied, self._store.read(blob_id))

    def url(self, blob_id: str, person_id: str) -> str:
        """A link that opens for that person alone, for as long as links live."""
        return f"/blobs/{self._links.dumps([blob_id, person_id])}"

    def id_of(self, url: str, person_id: str) -> str:
        """The blob that `url` gave this person this link to; empty for any other address."""
        try:
            blob_id, named = self._links.loads(url.removeprefix("/blobs/"))
        except BadData:
            return ""
        return str(blob_id) if named == person_id else ""

    def follow(self, link: str, person_id: str) -> Blob:
        """What the signed part of a link leads to. Raises `NotFound` for any other's or older."""
        try:
            blob_id, named = self._links.loads(link, max_age=self._link_lifetime_s)
        except BadData as exc:
            raise NotFound("blob link") from exc
        if named != person_id:
            raise NotFound("blob link of someone else")
        return self.read(blob_id)

    def _check_room(self, owner: str, content: bytes) -> None:
        if sum(self.of(owner).values()) + len(content) > self._quota_bytes:
            raise QuotaReached()
