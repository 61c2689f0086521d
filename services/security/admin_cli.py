"""For those who run it: ``python -m services.security.admin_cli reset|admin|person EMAIL``.

``reset`` prints a link with which whoever gets it sets a new password, once, within a day;
``admin`` lets that person see how much there is and what fails; ``person`` takes that back.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from services.errors import CompanionError, NotFound
from services.offload import inline
from services.security.secret_key import secret_key
from services.security.tokens import Tokens
from services.settings import Settings
from services.storage.accounts import Account, Accounts, Role
from services.storage.database import Database, address_of


def main(arguments: Sequence[str], settings: Settings) -> int:
    """The exit code."""
    if len(arguments) != 2 or arguments[0] not in ("reset", *Role):
        sys.stderr.write(f"{(__doc__ or '').strip()}\n")
        return 2
    act, email = arguments
    database = Database(address_of(settings), offload=inline)
    try:
        database.migrate()
        said = _done(act, email, Accounts(database), settings)
    except CompanionError as error:
        sys.stderr.write(f"visavis: {error.detail or error.message}\n")
        return 1
    finally:
        database.close()
    sys.stdout.write(f"{said}\n")
    return 0


def _done(act: str, email: str, accounts: Accounts, settings: Settings) -> str:
    account = accounts.of_email(email)
    if account is None:
        raise NotFound(f"nobody has the e-mail {email}")
    if act == "reset":
        return _link(account, settings)
    accounts.change(account.person_id, role=Role(act))
    return f"{email} is now: {act}"


def _link(account: Account, settings: Settings) -> str:
    """After the ``#``, a token stays out of every log on its way."""
    token = Tokens(secret_key(settings)).reset(account.person_id, account.password_hash)
    return f"http://{settings.host}:{settings.port}/sign-in#reset={token}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Settings.from_environment()))
