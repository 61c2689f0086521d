"""Brings a weight into its folder: all of it, verified, or nothing."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from services.engine import shelf, sources
from services.engine.manifest import Weight
from services.engine.progress import FetchProgress
from services.errors import ConfigError, ProviderUnavailable

LICENCE_FILE = "LICENSE"
SPARE_BYTES = 300 << 20
"""For the packages that are being taken apart."""


def fetch(weights_dir: Path, weight: Weight) -> Path:
    """The weight's folder, after bringing what is missing. Blocks; one process at a time does it.

    Raises `ProviderUnavailable` when no source has it, `ConfigError` when it does not fit.
    """
    weights_dir.mkdir(parents=True, exist_ok=True)
    with _locked(weights_dir / f".{weight.name}.lock"):
        if not shelf.is_complete(weights_dir, weight):
            partial = weights_dir / ".partial" / weight.name
            partial.mkdir(parents=True, exist_ok=True)
            _check_space(weight, partial)
            with FetchProgress(weight.name, weight.total_bytes) as progress:
                _gather(weight, partial, progress)
            _put_in_place(weight, partial, weights_dir / weight.name)
    return weights_dir / weight.name


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _check_space(weight: Weight, partial: Path) -> None:
    here_bytes = sum(path.stat().st_size for path in partial.iterdir() if path.is_file())
    needed_bytes = weight.total_bytes * (2 if weight.prepare else 1) - here_bytes + SPARE_BYTES
    free_bytes = shutil.disk_usage(partial).free
    if free_bytes < needed_bytes:
        raise ConfigError(
            f"{weight.name} needs {needed_bytes >> 20} MB in {partial}, "
            f"where {free_bytes >> 20} MB are free (set WEIGHTS_DIR to another folder)"
        )


def _gather(weight: Weight, partial: Path, progress: FetchProgress) -> None:
    """Fill the folder from the first source that can."""
    reasons = []
    for parts in weight.sources:
        progress.restart()
        try:
            sources.collect(parts, partial, progress.advance)
            return _check_hashes(weight, partial)
        except ProviderUnavailable as exc:
            reasons.append(exc.detail)
    raise ProviderUnavailable(f"{weight.name} could not be fetched: {'; '.join(reasons)}")


def _check_hashes(weight: Weight, partial: Path) -> None:
    for file in weight.files:
        path = partial / file.name
        if sources.sha256_of(path) != file.sha256:
            path.unlink()
            raise ProviderUnavailable(f"{file.name} has a wrong sha256, refused")


def _put_in_place(weight: Weight, partial: Path, target: Path) -> None:
    result = _prepared(weight, partial) if weight.prepare else partial
    shelf.mark(result, weight)
    shutil.rmtree(target, ignore_errors=True)
    result.replace(target)
    shutil.rmtree(partial, ignore_errors=True)


def _prepared(weight: Weight, partial: Path) -> Path:
    result = partial.with_name(f"{partial.name}.prepared")
    shutil.rmtree(result, ignore_errors=True)
    result.mkdir()
    module, _, function = weight.prepare.partition(":")
    getattr(import_module(module), function)(partial, result)
    shutil.copy(partial / LICENCE_FILE, result)
    return result
