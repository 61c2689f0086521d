"""What a person may have: all that is kept of them, and nothing of them kept."""

from __future__ import annotations

import io
import zipfile

from flask.testing import FlaskClient

from tests.web.conftest import House, person_of, picture


def brought(client: FlaskClient) -> str:
    """A companion with a portrait; returns the link to its picture."""
    form = {"portrait": (io.BytesIO(picture()), "face.jpg")}
    portrait = client.post("/upload", data=form).get_json()["portrait"]["id"]
    wishes = {"name": "Rosa", "portrait": portrait}
    return str(client.post("/api/companions", json=wishes).get_json()["portrait_url"])


def test_everything_can_be_taken_along(alice: FlaskClient) -> None:
    brought(alice)
    response = alice.get("/api/me/export")
    assert (response.status_code, response.content_type) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        names = archive.namelist()
        assert b"Rosa" in archive.read("companions.json")
    assert len([name for name in names if name.startswith("files/")]) == 2


def test_everything_can_be_deleted(alice: FlaskClient, bob: FlaskClient, house: House) -> None:
    person, url = person_of(alice), brought(alice)
    brought(bob)
    receipt = alice.delete("/api/me", json={"sure": True}).get_json()
    assert receipt["deleted"] == {"people": 1, "companions": 1, "files": 2}
    assert house.hung_up == [person]
    assert house.blobs.of(person) == {}
    assert alice.get("/api/me").status_code == 401
    alice.get("/")
    assert person_of(alice) != person
    assert alice.get(url).status_code == 404
    assert any(
        companion["own"] for companion in bob.get("/api/companions").get_json()["companions"]
    )


def test_nothing_is_deleted_by_mistake(alice: FlaskClient) -> None:
    brought(alice)
    for body in ({}, {"sure": False}, {"sure": "yes"}):
        assert alice.delete("/api/me", json=body).status_code == 400
    assert len(alice.get("/api/me/export").data) > 1000


def test_how_long_calls_are_kept_is_the_persons_choice(alice: FlaskClient) -> None:
    assert alice.get("/api/me").get_json()["keep_days"] is None
    for days in (7, None):
        assert alice.patch("/api/me", json={"keep_days": days}).get_json()["keep_days"] == days
    for days in (0, -1, 1.5, True, "7", 10**9):
        assert alice.patch("/api/me", json={"keep_days": days}).status_code == 400
