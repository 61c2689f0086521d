"""The key that signs cookies, links and tokens."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from services.errors import ConfigError
from services.settings import Settings


def secret_key(settings: Settings) -> str:
    """The key of the settings, or one made on the first run and kept in ``DATA_DIR``.

    Processes that start at once agree on one key. Raises `ConfigError` when it cannot be kept.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret_key"
    try:
        if not path.exists():
            _keep(path, secrets.token_hex(32))
        key = path.read_text().strip()
    except OSError as exc:
        raise ConfigError(f"SECRET_KEY: cannot be kept in {settings.data_dir}") from exc
    if len(key) < 32:
        raise ConfigError(f"SECRET_KEY: {path} holds no key; delete it to get a new one")
    return key


def _keep(path: Path, key: str) -> None:
    """Write the file whole, readable for its owner alone, unless another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w") as writing:
            writing.write(key)
        path.hardlink_to(unfinished)
    except FileExistsError:
        return
    finally:
        unfinished.unlink()
