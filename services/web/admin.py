"""What those who run it may see: how much there is, and what fails. Never anyone's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint

from services import metrics
from services.errors import NotAllowed
from services.storage.accounts import Accounts
from services.web import answers, identity
from services.web.operations import Operation


def blueprint(accounts: Accounts, *, calls: Callable[[], int]) -> Blueprint:
    """``calls`` tells how many calls go on in this process."""
    pages = Blueprint("admin", __name__, url_prefix="/api/admin")

    @pages.get("/people")
    @Operation(refuses=(NotAllowed,))
    def people() -> answers.People:
        """For admins: how many there are."""
        identity.admin()
        return cast(answers.People, {**accounts.counts(), "calls_now": calls()})

    @pages.get("/errors")
    @Operation(refuses=(NotAllowed,))
    def errors() -> answers.FailureList:
        """For admins: how often which provider failed."""
        identity.admin()
        return {"providers": cast(list[answers.Failures], metrics.provider_errors())}

    return pages
