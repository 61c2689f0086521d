"""Stored files: whole or not at all, and only for whom they are."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.errors import NotFound, StorageError, UnsupportedFile
from services.offload import inline
from services.storage.blobs import Blobs, folder_of
from tests.storage.conftest import ALICE, BOB


def test_a_blob_comes_back_as_it_was(blobs: Blobs) -> None:
    blob = blobs.read(blobs.put(b"\xff\xd8 picture", "image/jpeg", ALICE))
    assert (blob.content, blob.content_type) == (b"\xff\xd8 picture", "image/jpeg")


def test_a_link_opens_for_its_person_alone(blobs: Blobs) -> None:
    url = blobs.url(blobs.put(b"picture", "image/jpeg", ALICE), ALICE)
    link = url.removeprefix("/blobs/")
    assert blobs.follow(link, ALICE).content == b"picture"
    for wrong, person in ((link, BOB), (link[:-1], ALICE), ("", ALICE), ("x.y.z", ALICE)):
        with pytest.raises(NotFound):
            blobs.follow(wrong, person)


def test_a_link_expires(tmp_path: Path) -> None:
    for lifetime_s, opens in ((60, True), (-1, False)):
        blobs = Blobs(tmp_path, secret_key="test", offload=inline, link_lifetime_s=lifetime_s)
        link = blobs.url(blobs.put(b"picture", "image/jpeg", ALICE), ALICE)
        with nullcontext() if opens else pytest.raises(NotFound):
            blobs.follow(link.removeprefix("/blobs/"), ALICE)


def test_a_link_signed_with_another_key_opens_nothing(blobs: Blobs, tmp_path: Path) -> None:
    blob_id = blobs.put(b"picture", "image/jpeg", ALICE)
    forger = Blobs(tmp_path / "blobs", secret_key="guess", offload=inline)
    with pytest.raises(NotFound):
        blobs.follow(forger.url(blob_id, ALICE).removeprefix("/blobs/"), ALICE)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=80) | st.from_regex(r"(\.\./)*[a-z/]+(\.\.)?(/etc/passwd)?", fullmatch=True)
)
def test_no_name_leads_out_of_the_folder(blobs: Blobs, name: str) -> None:
    with pytest.raises(NotFound):
        blobs.read(name)
    with pytest.raises(NotFound):
        blobs.forget(name)
    assert not blobs.belongs(name, ALICE)


def test_belongs_is_for_its_owner_while_it_lasts(blobs: Blobs) -> None:
    blob_id = blobs.put(b"picture", "image/jpeg", ALICE)
    assert blobs.belongs(blob_id, ALICE)
    assert not blobs.belongs(blob_id, BOB)
    blobs.forget(blob_id)
    blobs.forget(blob_id)
    assert not blobs.belongs(blob_id, ALICE)


def test_what_has_no_extension_or_owner_is_refused(blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFile):
        blobs.put(b"", "image/../../x", ALICE)
    with pytest.raises(UnsupportedFile):
        blobs.put(b"", "image/jpeg", "../elsewhere")
    assert not (tmp_path / "blobs").exists()


def test_a_full_disk_is_a_storage_error_and_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file where the folder should be")
    with pytest.raises(StorageError):
        Blobs(tmp_path / "blobs", secret_key="test", offload=inline).put(
            b"picture", "image/jpeg", ALICE
        )


def test_nothing_but_the_blob_is_left_in_the_folder(blobs: Blobs, tmp_path: Path) -> None:
    blob_id = blobs.put(b"picture", "image/jpeg", ALICE)
    files = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    assert files == [tmp_path / "blobs" / blob_id]


def test_the_folder_is_named_by_a_url_or_the_default(tmp_path: Path) -> None:
    assert folder_of("", tmp_path) == tmp_path
    assert folder_of("file:///var/my%20blobs", tmp_path) == Path("/var/my blobs")
