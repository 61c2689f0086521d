"""The page, its session, its headers, and how errors are shown."""

from __future__ import annotations

import logging
import stat
import threading
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.errors import ConfigError, ProviderBusy
from services.security.secret_key import secret_key
from services.settings import Settings
from tests.web.conftest import opened, person_of

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_the_page_signs_a_person_in_once(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/")
    assert first.status_code == 200
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Expires=" in cookie
    assert "Secure" not in cookie
    person = person_of(client)
    client.get("/")
    assert person_of(client) == person
    assert person_of(opened(app)) != person


def test_the_cookie_keeps_to_https_when_it_came_over_it(app: Flask) -> None:
    response = app.test_client().get("/", base_url="https://visavis.test")
    assert "Secure" in response.headers["Set-Cookie"]
    assert "max-age" in response.headers["Strict-Transport-Security"]


def test_a_proxy_that_was_asked_openly_is_sent_to_https(stranger: FlaskClient) -> None:
    openly = {"X-Forwarded-Proto": "http"}
    response = stranger.get("/?companion=iris", headers=openly)
    assert (response.status_code, response.location) == (308, "https://localhost/?companion=iris")
    assert stranger.get("/health", headers=openly).status_code == 200
    assert stranger.get("/").status_code == 200


def test_a_forged_cookie_is_nobody(stranger: FlaskClient) -> None:
    stranger.set_cookie("visavis", "eyJwZXJzb24iOiJhYWFhIn0.forged.signature")
    assert stranger.get("/api/me").status_code == 401


def test_every_response_is_guarded(stranger: FlaskClient) -> None:
    for path in ("/", "/health", "/nowhere", "/api/me"):
        headers = stranger.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "microphone=(self)" in headers["Permissions-Policy"]
    assert stranger.get("/api/me").headers["Cache-Control"] == "no-store"


def test_only_what_the_page_needs_of_npm_is_served(stranger: FlaskClient, tmp_path: Path) -> None:
    package = tmp_path / "node_modules" / "socket.io-client"
    (package / "dist").mkdir(parents=True)
    (package / "dist" / "socket.io.esm.min.js").write_text("export const io = 1;")
    (package / "package.json").write_text("{}")
    served = stranger.get("/vendor/socket.io-client/dist/socket.io.esm.min.js", buffered=True)
    assert (served.status_code, served.text) == (200, "export const io = 1;")
    assert "javascript" in served.content_type
    again = stranger.get(
        "/vendor/socket.io-client/dist/socket.io.esm.min.js",
        headers={"If-None-Match": served.headers["ETag"]},
        buffered=True,
    )
    assert again.status_code == 304
    for path in (
        "socket.io-client/package.json",
        "socket.io-client/dist/../package.json",
        "socket.io-client/dist/socket.io.esm.min.js.map",
        "..%2f..%2fetc/passwd",
    ):
        assert stranger.get(f"/vendor/{path}").status_code == 404


def test_static_files_are_asked_for_again_cheaply(stranger: FlaskClient) -> None:
    served = stranger.get("/static/portraits/theo.svg", buffered=True)
    assert (served.status_code, served.headers["Cache-Control"]) == (200, "no-cache")
    headers = {"If-None-Match": served.headers["ETag"]}
    again = stranger.get("/static/portraits/theo.svg", headers=headers, buffered=True)
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "accept", "is_page"),
    [
        ("/nowhere", HTML, True),
        ("/nowhere", {"Accept": "application/json"}, False),
        ("/nowhere", {}, False),
        ("/api/nowhere", HTML, False),
    ],
)
def test_people_get_a_page_and_programs_json(
    stranger: FlaskClient, path: str, accept: dict[str, str], is_page: bool
) -> None:
    response = stranger.get(path, headers=accept)
    assert response.status_code == 404
    if is_page:
        assert "<h1>That does not exist, or is not yours.</h1>" in response.text
    else:
        assert response.get_json() == {
            "code": "not_found",
            "message": "That does not exist, or is not yours.",
        }


def test_a_method_that_is_not_allowed_names_those_that_are(alice: FlaskClient) -> None:
    response = alice.put("/api/me")
    assert (response.status_code, response.get_json()["code"]) == (405, "method_not_allowed")
    assert "PATCH" in response.headers["Allow"]


def test_a_mistake_of_ours_is_logged_and_told_without_details(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/api/broken")
    def broken() -> str:
        raise RuntimeError("the inside")

    response = FlaskClient(app).get("/api/broken")
    assert (response.status_code, response.get_json()["code"]) == (500, "internal")
    assert "inside" not in response.text
    (line,) = [line for line in caplog.records if line.levelno == logging.ERROR]
    assert line.getMessage() == "request crashed"
    assert line.exc_info is not None and "the inside" in str(line.exc_info[1])


def test_a_busy_provider_says_when_to_come_back(app: Flask) -> None:
    @app.get("/api/busy")
    def busy() -> str:
        raise ProviderBusy("429", retry_after_s=1.2)

    response = FlaskClient(app).get("/api/busy")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")


def settings_in(folder: Path, **more: str) -> Settings:
    return Settings.load({"DATA_DIR": str(folder), **more})


def test_the_secret_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = secret_key(settings_in(folder))
    assert len(key) == 64
    assert secret_key(settings_in(folder)) == key
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert secret_key(settings_in(folder, SECRET_KEY="from outside")) == "from outside"


def test_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    together = threading.Barrier(8)
    keys = set()

    def start() -> None:
        together.wait()
        keys.add(secret_key(settings_in(tmp_path)))

    starts = [threading.Thread(target=start) for _ in range(8)]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()
    assert len(keys) == 1


def test_a_key_that_cannot_be_kept_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        secret_key(settings_in(tmp_path / "file"))
    (tmp_path / "secret_key").write_text("short")
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        secret_key(settings_in(tmp_path))
