"""What those who run it may see: how much there is, and what fails. Never anyone's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint

from services import metrics
from services.errors import NotAllowed
from services.storage.accounts import Accounts
from services.web import identity
from services.web.openapi import response_types
from services.web.openapi.operations import Operation


def blueprint(accounts: Accounts, *, calls: Callable[[], int]) -> Blueprint:
    """``calls`` tells how many calls go on in this process."""
    pages = Blueprint("admin", __name__, url_prefix="/api/admin")

    @pages.get("/people")
    @Operation(refuses=(NotAllowed,))
    def people() -> response_types.PeopleJson:
        """For admins: how many there are."""
        identity.admin()
        return cast(response_types.PeopleJson, {**accounts.counts(), "calls_now": calls()})

    @pages.get("/errors")
    @Operation(refuses=(NotAllowed,))
    def errors() -> response_types.FailureList:
        """For admins: how often which provider failed."""
        identity.admin()
        return {"providers": cast(list[response_types.Failures], metrics.provider_errors())}

    return pages
