"""Settings: read once, checked, and never half right."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from services.errors import ConfigError
from services.settings import Settings, table


def test_every_default_is_valid_and_every_setting_explained() -> None:
    settings = Settings.load({})
    assert (settings.port, settings.async_mode, settings.chat) == (5000, "eventlet", ())
    for name, _, help in table():
        assert hasattr(settings, name.lower())
        assert len(help) > 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("PORT", "web"),
        ("ASYNC_MODE", "gevent"),
        ("DATABASE_URL", "mysql://host/db"),
        ("BLOB_URL", "ftp://host"),
        ("OPENAI_BASE_URL", "file:///etc"),
        ("LOG_FORMAT", "xml"),
        ("BEHIND_PROXY", "perhaps"),
        ("MAX_CALLS", "0"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name}: "):
        Settings.load({name: value})


def test_values_are_parsed() -> None:
    settings = Settings.load(
        {
            "CHAT": " openai, embedded ,",
            "BEHIND_PROXY": "YES",
            "DATA_DIR": "~/visavis",
            "DATABASE_URL": "postgresql+psycopg2://host/db/",
            "PORT": "",
        }
    )
    assert settings.chat == ("openai", "embedded")
    assert settings.behind_proxy is True
    assert settings.data_dir == Path.home() / "visavis"
    assert settings.database_url == "postgresql+psycopg2://host/db"
    assert settings.port == 5000


def test_the_environment_stands_above_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=6000\nHOST=0.0.0.0\nLOG_LEVEL\n")
    monkeypatch.setenv("PORT", "7000")
    monkeypatch.delenv("HOST", raising=False)
    settings = Settings.from_environment(file)
    assert (settings.port, settings.host, settings.log_level) == (7000, "0.0.0.0", "INFO")


def test_settings_are_frozen_and_know_their_secrets() -> None:
    settings = Settings.load({"SECRET_KEY": "one", "OPENAI_API_KEY": "two"})
    assert settings.secrets() == {"one", "two"}
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]
