"""What blobs are called: ``OWNER/RANDOM.EXTENSION``, so that who brought one shows at once."""

from __future__ import annotations

import mimetypes
import re
import secrets
from pathlib import PurePosixPath

from services.errors import NotFound, UnsupportedFile

OWNER = re.compile(r"[0-9a-f]{32}", re.ASCII)
ID = re.compile(r"[0-9a-f]{32}/[0-9a-f]{32}(\.[0-9a-f]{32})?\.[a-z0-9]{1,8}", re.ASCII)
OURS = re.compile(r"[0-9a-f]{32}/[0-9a-f]{32}\.", re.ASCII)
"""How every name begins; other files in the same place are somebody else's."""


def new(content_type: str, owner: str) -> str:
    """Raises `UnsupportedFile` for a content type without a known extension."""
    if not OWNER.fullmatch(owner):
        raise UnsupportedFile(content_type)
    return f"{owner}/{secrets.token_hex(16)}{_extension(content_type)}"


def beside(blob_id: str, content_type: str, name: str) -> str:
    """The same name, or that one after it, with the extension of that content type."""
    extension = _extension(content_type)
    return str(PurePosixPath(blob_id).with_suffix(f".{name}{extension}" if name else extension))


def checked(blob_id: str) -> str:
    """Raises `NotFound` for what is no blob's id."""
    if not ID.fullmatch(blob_id):
        raise NotFound("blob")
    return blob_id


def folder(owner: str) -> str:
    """How the names of a person's blobs begin. Raises `NotFound` for who is no person."""
    if not OWNER.fullmatch(owner):
        raise NotFound("owner of blobs")
    return f"{owner}/"


def stem(name: str) -> str:
    """What a blob and all that lies beside it begin with."""
    return name.partition(".")[0]


def _extension(content_type: str) -> str:
    extension = mimetypes.guess_extension(content_type)
    if extension is None:
        raise UnsupportedFile(content_type)
    return extension
