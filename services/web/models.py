"""The chat models that there are to choose from."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from services.domain import Model
from services.providers.chat.catalogue import Catalogue, Listing
from services.web.identity import person_id


def blueprint(catalogue: Catalogue) -> Blueprint:
    pages = Blueprint("models", __name__, url_prefix="/api")

    @pages.get("/models")
    def models() -> Response:
        person_id()
        return jsonify(vendors=[_vendor(listing) for listing in catalogue.listings()])

    return pages


def _vendor(listing: Listing) -> dict[str, Any]:
    error = listing.error
    return {
        "provider": listing.provider,
        "models": [_model(model) for model in listing.models],
        "error": {"code": error.code, "message": error.message} if error else None,
    }


def _model(model: Model) -> dict[str, Any]:
    return {
        "id": model.id,
        "name": model.name,
        "sees": model.sees,
        "context_tokens": model.context_tokens,
    }
