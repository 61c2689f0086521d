"""The chat models that there are to choose from."""

from __future__ import annotations

from flask import Blueprint

from services.domain import Model
from services.providers.chat.catalogue import Catalogue, Listing
from services.web.identity import person_id
from services.web.openapi import response_types


def blueprint(catalogue: Catalogue) -> Blueprint:
    pages = Blueprint("models", __name__, url_prefix="/api")

    @pages.get("/models")
    def models() -> response_types.Models:
        """Those that the vendors listed within the last ten minutes."""
        person_id()
        return {"vendors": [_vendor(listing) for listing in catalogue.listings()]}

    return pages


def _vendor(listing: Listing) -> response_types.VendorJson:
    error = listing.error
    return {
        "provider": listing.provider,
        "models": [_model(model) for model in listing.models],
        "error": {"code": error.code, "message": error.message} if error else None,
    }


def _model(model: Model) -> response_types.ModelJson:
    return {
        "id": model.id,
        "name": model.name,
        "sees": model.sees,
        "context_tokens": model.context_tokens,
    }
