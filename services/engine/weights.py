"""The weights of the embedded engines: fetched once, checked, and kept in one folder each.

python -m services.engine.weights list | fetch [NAME...] | verify [NAME...]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from services.engine import manifest, shelf, sources
from services.engine.fetching import fetch
from services.engine.manifest import Weight
from services.errors import CompanionError, ConfigError
from services.settings import Settings

COMMAND = "python -m services.engine.weights"


def folder(weights_dir: Path, name: str, models: Path = manifest.MODELS) -> Path:
    """Where the files of a fetched weight are.

    Raises `ConfigError` with the command that fetches it.
    """
    weight = _find(manifest.read(models), name)
    if not shelf.is_complete(weights_dir, weight):
        raise ConfigError(f"the weight {name} is not there yet: {COMMAND} fetch {name}")
    return weights_dir / name


def verify(weights_dir: Path, weight: Weight) -> None:
    """Read every byte. Raises `ConfigError` naming the first file that is not as it was fetched."""
    kept = shelf.kept(weights_dir, weight)
    if not kept:
        raise ConfigError(
            f"the weight {weight.name} is not there yet: {COMMAND} fetch {weight.name}"
        )
    for path, row in kept.items():
        if not path.is_file() or sources.sha256_of(path) != row["sha256"]:
            raise ConfigError(f"{path} is damaged; delete its folder and fetch {weight.name} again")


def _find(weights: Mapping[str, Weight], name: str) -> Weight:
    if name not in weights:
        raise ConfigError(f"there is no weight {name!r}; there is {', '.join(weights)}")
    return weights[name]


def _list(weights_dir: Path, weight: Weight) -> None:
    state = "ready" if shelf.is_complete(weights_dir, weight) else "missing"
    _say(f"{state:8} {weight.total_bytes >> 20:5} MB  {weight.name}  ({weight.licence})")


def _fetch(weights_dir: Path, weight: Weight) -> None:
    _say(f"{weight.name} is in {fetch(weights_dir, weight)}")


def _verify(weights_dir: Path, weight: Weight) -> None:
    verify(weights_dir, weight)
    _say(f"{weight.name} is whole")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


VERBS = {"list": _list, "fetch": _fetch, "verify": _verify}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="every weight when none is named")
    parser.add_argument("--models", type=Path, default=manifest.MODELS, help="the list of weights")
    asked = parser.parse_args(arguments)
    try:
        weights = manifest.read(asked.models)
        for name in asked.names or weights:
            VERBS[asked.verb](Settings.from_environment().weights_dir, _find(weights, name))
    except CompanionError as exc:
        sys.exit(exc.detail)


if __name__ == "__main__":
    main()
