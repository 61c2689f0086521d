"""What those who run it may see: how much there is, and what fails. Never anyone's words."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify

from services import metrics
from services.storage.accounts import Accounts
from services.web import identity


def blueprint(accounts: Accounts, *, calls: Callable[[], int]) -> Blueprint:
    """``calls`` tells how many calls go on in this process."""
    pages = Blueprint("admin", __name__, url_prefix="/api/admin")

    @pages.get("/people")
    def people() -> Response:
        identity.admin()
        return jsonify(**accounts.counts(), calls_now=calls())

    @pages.get("/errors")
    def errors() -> Response:
        identity.admin()
        return jsonify(providers=metrics.provider_errors())

    return pages
