"""The folders of fetched weights, each with a note of what was verified."""

from __future__ import annotations

import json
from pathlib import Path

from services.engine import sources
from services.engine.manifest import Weight

MARKER = ".complete.json"


def is_complete(weights_dir: Path, weight: Weight) -> bool:
    """Whether the folder is what was once verified, by its sizes alone."""
    files = kept(weights_dir, weight)
    return bool(files) and all(
        path.is_file() and path.stat().st_size == row["bytes"] for path, row in files.items()
    )


def kept(weights_dir: Path, weight: Weight) -> dict[Path, dict[str, str | int]]:
    """Each file as it was verified; empty without a readable note of this very version."""
    marker = weights_dir / weight.name / MARKER
    try:
        note = json.loads(marker.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if note["fingerprint"] != weight.fingerprint:
        return {}
    return {marker.with_name(name): row for name, row in note["files"].items()}


def mark(folder: Path, weight: Weight) -> None:
    """Note every file of a folder that has just been verified."""
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": sources.sha256_of(path)}
        for path in sorted(folder.iterdir())
    }
    note = {"fingerprint": weight.fingerprint, "files": files}
    (folder / MARKER).write_text(json.dumps(note, indent=1), "utf-8")
