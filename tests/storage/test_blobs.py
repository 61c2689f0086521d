"""Stored files: whole or not at all, and only for whom they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from services.errors import NotFound, StorageError, UnsupportedFile
from services.offload import inline
from services.storage.blob_stores import Folder, store_of
from services.storage.blobs import Blobs, QuotaReached
from services.storage.s3 import Bucket
from tests.storage.conftest import ALICE, BOB


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    """A bucket of a server that speaks S3."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "2")
        endpoint = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(
            Bucket="visavis"
        )
        yield f"s3://visavis/some/where?endpoint={endpoint}&region=us-east-1"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "folder":
        return Blobs(Folder(tmp_path / "blobs", offload=inline), secret_key="test")
    store = Bucket.from_url(request.getfixturevalue("s3_url"))
    store.delete("")
    return Blobs(store, secret_key="test")


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
        blobs = Blobs(
            Folder(tmp_path, offload=inline), secret_key="test", link_lifetime_s=lifetime_s
        )
        link = blobs.url(blobs.put(b"picture", "image/jpeg", ALICE), ALICE)
        with nullcontext() if opens else pytest.raises(NotFound):
            blobs.follow(link.removeprefix("/blobs/"), ALICE)


def test_a_link_signed_with_another_key_opens_nothing(tmp_path: Path) -> None:
    blobs, forger = (
        Blobs(Folder(tmp_path, offload=inline), secret_key=key) for key in ("test", "guess")
    )
    blob_id = blobs.put(b"picture", "image/jpeg", ALICE)
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
        Blobs(Folder(tmp_path / "blobs", offload=inline), secret_key="test").put(
            b"picture", "image/jpeg", ALICE
        )


def test_nothing_but_the_blob_is_left_in_the_folder(tmp_path: Path) -> None:
    blobs = Blobs(Folder(tmp_path, offload=inline), secret_key="test")
    blob_id = blobs.put(b"picture", "image/jpeg", ALICE)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / blob_id]


def test_the_folder_is_named_by_a_url_or_the_default(tmp_path: Path) -> None:
    named = (tmp_path / "my blobs").as_uri()
    for url, folder in (("", tmp_path), (named, tmp_path / "my blobs")):
        store_of(url, tmp_path, offload=inline).write("name", b"content")
        assert (folder / "name").read_bytes() == b"content"


def test_a_person_has_so_much_room(tmp_path: Path) -> None:
    blobs = Blobs(Folder(tmp_path, offload=inline), secret_key="test", quota_bytes=10)
    first = blobs.put(b"picture", "image/jpeg", ALICE)
    with pytest.raises(QuotaReached):
        blobs.put(b"more", "image/jpeg", ALICE)
    blobs.put(b"picture", "image/jpeg", BOB)
    blobs.forget(first)
    blobs.put(b"more", "image/jpeg", ALICE)


def test_a_copy_lives_on(blobs: Blobs) -> None:
    first = blobs.put(b"picture", "image/jpeg", ALICE)
    blobs.put_beside(first, b"{}", "application/json")
    second = blobs.copy(first, ["application/json"])
    blobs.forget(first)
    assert blobs.read(second).content == b"picture"
    assert blobs.read(blobs.beside(second, "application/json")).content == b"{}"


def test_everything_of_a_person_can_be_forgotten(blobs: Blobs) -> None:
    for content in (b"one", b"two"):
        blobs.put(content, "image/jpeg", ALICE)
    kept = blobs.put(b"three", "image/jpeg", BOB)
    assert sorted(blobs.of(ALICE).values()) == [3, 3]
    blobs.forget_all(ALICE)
    assert blobs.of(ALICE) == {}
    assert list(blobs.of(BOB)) == [kept]


@pytest.mark.parametrize("owner", ["", "..", f"{ALICE}/..", "*"])
def test_only_a_person_can_be_forgotten(blobs: Blobs, owner: str) -> None:
    with pytest.raises(NotFound):
        blobs.forget_all(owner)


def test_a_bucket_that_is_gone_is_a_storage_error(s3_url: str) -> None:
    bucket = Bucket.from_url(s3_url.replace("s3://visavis", "s3://elsewhere"))
    with pytest.raises(StorageError):
        bucket.write("name", b"content")
    unreachable = Bucket.from_url("s3://visavis?endpoint=http://127.0.0.1:9&region=us-east-1")
    with pytest.raises(StorageError):
        unreachable.read("name")


def test_a_bucket_lists_more_than_a_page(s3_url: str) -> None:
    bucket = Bucket.from_url(s3_url)
    names = {f"many/{number}": 1 for number in range(5)}
    for name in names:
        bucket.write(name, b"x")
    assert {name: file.size for name, file in bucket.files("many/").items()} == names
    bucket.delete("many/")
    assert bucket.files("many/") == {}
