"""Errors become answers here: JSON for programs, a page for people."""

from __future__ import annotations

import logging
import math

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from services.errors import (
    BadInput,
    CompanionError,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooLarge,
    TooManyRequests,
    UnsupportedFile,
)

log = logging.getLogger(__name__)

BY_STATUS = {
    error.http_status: error
    for error in (BadInput, NotAllowed, NotFound, TooLarge, UnsupportedFile, TooManyRequests)
}
FOR_PROGRAMS = ("/api/", "/upload", "/chat", "/reset", "/health", "/ready", "/metrics")


def register(app: Flask) -> None:
    @app.errorhandler(CompanionError)
    def ours(error: CompanionError) -> Response:
        if error.http_status >= 500:
            log.error(
                "request failed", extra={"path": request.path, "code": error.code}, exc_info=error
            )
        return _answer(error)

    @app.errorhandler(HTTPException)
    def from_http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:
            return make_response(error.get_response())
        if status in BY_STATUS:
            return _answer(BY_STATUS[status]())
        name = HTTP_STATUS_CODES.get(status, "Error")
        response = _shown(status, name.lower().replace(" ", "_"), f"{name}.")
        if allowed := getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(Exception)
    def foreign(error: Exception) -> Response:
        log.error("request crashed", extra={"path": request.path}, exc_info=error)
        return _answer(CompanionError())


def _answer(error: CompanionError) -> Response:
    response = _shown(error.http_status, error.code, error.message)
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(math.ceil(error.retry_after_s))
    return response


def _shown(status: int, code: str, message: str) -> Response:
    if _for_a_person():
        page = render_template("error.html", status=status, code=code, message=message)
        return make_response(page, status)
    return make_response(jsonify(code=code, message=message), status)


def _for_a_person() -> bool:
    if request.path.startswith(FOR_PROGRAMS):
        return False
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    return best == "text/html"
