"""What those who run it can do for people who cannot come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.offload import inline
from services.security import admin_cli
from services.security.passwords import Passwords
from services.security.secret_key import secret_key
from services.security.tokens import Tokens, fits_reset
from services.settings import Settings
from services.storage.accounts import Accounts, Role
from services.storage.database import Database, address_of

PERSON = "a" * 32
EMAIL = "ada@example.org"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load({"DATA_DIR": str(tmp_path)})


@pytest.fixture
def accounts(settings: Settings) -> Accounts:
    database = Database(address_of(settings), offload=inline)
    database.migrate()
    accounts = Accounts(database)
    kept = Passwords(inline, memory_kib=64).hash("many small boats", email=EMAIL)
    accounts.claim(PERSON, email=EMAIL, password_hash=kept)
    return accounts


def test_a_link_sets_a_password_once(
    settings: Settings, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    assert admin_cli.main(["reset", EMAIL.upper()], settings) == 0
    page, _, token = capsys.readouterr().out.strip().partition("#reset=")
    assert page == "http://127.0.0.1:5000/sign-in"
    person, was = Tokens(secret_key(settings)).reset_of(token)
    account = accounts.get(PERSON)
    assert account is not None
    assert (person, fits_reset(was, account.password_hash)) == (PERSON, True)
    assert not fits_reset(was, "another hash")


def test_the_first_admin_is_made_here(settings: Settings, accounts: Accounts) -> None:
    for role in (Role.ADMIN, Role.PERSON):
        assert admin_cli.main([role.value, EMAIL], settings) == 0
        account = accounts.get(PERSON)
        assert account is not None and account.role is role


@pytest.mark.parametrize(
    ("arguments", "code"), [(["reset", "bob@example.org"], 1), (["crown", EMAIL], 2), ([], 2)]
)
def test_a_mistake_is_said(
    settings: Settings,
    accounts: Accounts,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
) -> None:
    assert admin_cli.main(arguments, settings) == code
    assert "EMAIL" in capsys.readouterr().err if code == 2 else "bob@example.org"
