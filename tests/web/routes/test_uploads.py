"""Portraits: what is taken, what is refused, and what becomes of them."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from PIL import Image, PngImagePlugin
from werkzeug.test import TestResponse

from services.domain import Rig
from services.errors import (
    BadInput,
    CompanionError,
    FaceTooSmall,
    FaceTurnedAway,
    NoFace,
    ProviderTimeout,
)
from services.web.media.pictures import MAX_SCANS, MAX_SIDE_PX, portrait_from
from services.web.routes import uploads
from tests.web.conftest import RIG, House, person_of, picture
from tests.web.damage import damaged

FORM = "multipart/form-data; boundary=x"


def send(client: FlaskClient, content: bytes, name: str = "me.jpg") -> TestResponse:
    head = f'--x\r\nContent-Disposition: form-data; name="portrait"; filename="{name}"\r\n\r\n'
    return client.post(
        "/upload", data=head.encode() + content + b"\r\n--x--\r\n", content_type=FORM
    )


def refused(client: FlaskClient, content: bytes) -> tuple[int, str]:
    response = send(client, content)
    return response.status_code, response.get_json()["code"]


def png_header(width_px: int, height_px: int) -> bytes:
    """A PNG that says it is that large, in a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        sum32 = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", sum32)

    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def many_scans() -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    whole = picture(progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * (MAX_SCANS + 1) + b"\xff\xd9"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_a_portrait(alice: FlaskClient, kind: str) -> None:
    response = send(alice, picture(kind=kind), name="whatever.txt")
    assert response.status_code == 201
    portrait = response.get_json()["portrait"]
    assert (portrait["width_px"], portrait["height_px"]) == (200, 300)

    shown = alice.get(portrait["url"])
    assert (shown.status_code, shown.content_type) == (200, "image/jpeg")
    image = Image.open(io.BytesIO(shown.data))
    assert (image.format, image.size) == ("JPEG", (200, 300))
    red, _, blue = image.getpixel((10, 10))
    assert red > 200 > 60 > blue


def test_a_large_picture_is_made_smaller(alice: FlaskClient) -> None:
    portrait = send(alice, picture(3000, 1500)).get_json()["portrait"]
    assert (portrait["width_px"], portrait["height_px"]) == (MAX_SIDE_PX, MAX_SIDE_PX // 2)


def test_a_picture_taken_sideways_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    portrait = portrait_from(picture(exif=exif))
    assert (portrait.width_px, portrait.height_px) == (300, 200)


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home"
    exif.get_ifd(0x8825)[1] = "N"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "at home")
    for content in (
        picture(exif=exif, comment=b"at home", xmp=b"<x>at home</x>", icc_profile=b"at home"),
        picture(kind="PNG", pnginfo=notes),
    ):
        assert b"at home" in content
        kept = portrait_from(content).jpeg
        assert b"at home" not in kept
        assert b"Exif" not in kept


def test_transparency_becomes_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(file, "PNG")
    image = Image.open(io.BytesIO(portrait_from(file.getvalue()).jpeg))
    assert min(image.getpixel((50, 50))) > 250


def test_what_is_not_a_portrait_is_refused_with_its_reason(alice: FlaskClient) -> None:
    whole = picture()
    assert refused(alice, b"") == (400, "empty_file")
    assert refused(alice, whole[: len(whole) // 2]) == (400, "broken_picture")
    assert refused(alice, b"<svg xmlns='http://www.w3.org/2000/svg'/>") == (415, "unsupported_file")
    assert refused(alice, b"%PDF-1.7") == (415, "unsupported_file")
    assert refused(alice, picture(kind="TIFF")) == (415, "unsupported_file")
    assert refused(alice, picture(1000, 30)) == (400, "too_small")
    assert refused(alice, png_header(60_000, 60_000)) == (413, "too_many_pixels")
    assert refused(alice, png_header(6_000, 6_000)) == (413, "too_many_pixels")
    assert refused(alice, many_scans()) == (400, "broken_picture")


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


HOSTILE = {
    "truncated": (picture()[: len(picture()) // 2], 400, "broken_picture"),
    "a bomb": (png_header(30_000, 30_000), 413, "too_many_pixels"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", 415, "unsupported_file"),
    "1 x 1": (picture(1, 1), 400, "too_small"),
    "30,000 px wide": (saved(Image.new("L", (30_000, 80)), "PNG"), 400, "too_small"),
    "HTML renamed": (b"<!doctype html><script>alert(1)</script>", 415, "unsupported_file"),
    "empty": (b"", 400, "empty_file"),
}
ODD = {
    "CMYK": saved(Image.new("CMYK", (200, 300), (0, 200, 200, 0)), "JPEG"),
    "16 bits": saved(Image.new("I;16", (200, 300), 40_000), "PNG"),
    "animated": saved(
        Image.new("RGB", (200, 300), "red"),
        "GIF",
        save_all=True,
        append_images=[Image.new("RGB", (200, 300), "blue")],
    ),
    "a PNG named .jpg": picture(kind="PNG"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pictures_are_refused(alice: FlaskClient, name: str) -> None:
    content, status, code = HOSTILE[name]
    assert refused(alice, content) == (status, code)


@pytest.mark.parametrize("name", ODD)
def test_odd_pictures_are_drawn_anew(alice: FlaskClient, name: str) -> None:
    response = send(alice, ODD[name], name="me.jpg")
    assert response.status_code == 201
    stored = alice.get(response.get_json()["portrait"]["url"]).data
    image = Image.open(io.BytesIO(stored))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (200, 300))


def test_16_bits_keep_their_light() -> None:
    grey = Image.open(io.BytesIO(portrait_from(ODD["16 bits"]).jpeg)).getpixel((100, 100))
    assert grey == pytest.approx((40_000 // 257,) * 3, abs=3)


def test_a_portrait_comes_with_its_rig(alice: FlaskClient, bob: FlaskClient) -> None:
    portrait = send(alice, picture()).get_json()["portrait"]
    assert "note" not in portrait
    rig = alice.get(portrait["rig_url"])
    assert (rig.content_type, rig.data) == ("application/json", RIG.json)
    assert bob.get(portrait["rig_url"]).status_code == 404


def test_the_largest_face_speaks_and_the_person_is_told(alice: FlaskClient, house: House) -> None:
    house.rigger.rigged = Rig(RIG.json, faces=3)
    portrait = send(alice, picture()).get_json()["portrait"]
    assert portrait["note"]["code"] == "several_faces"
    assert portrait["rig_url"]


@pytest.mark.parametrize(
    "reason", [NoFace(), FaceTooSmall(), FaceTurnedAway(), ProviderTimeout("slow")]
)
def test_a_portrait_that_stays_still_says_why(
    alice: FlaskClient, house: House, reason: CompanionError
) -> None:
    house.rigger.rigged = reason
    response = send(alice, picture())
    portrait = response.get_json()["portrait"]
    assert (response.status_code, portrait["rig_url"]) == (201, None)
    assert portrait["note"] == {"code": reason.code, "message": reason.message}
    assert alice.get(portrait["url"]).status_code == 200


def test_a_text_bomb_in_a_png_is_refused() -> None:
    bomb = zlib.compress(b"\0" * 80_000_000, 9)
    body = b"zTXt" + b"Comment\0\0" + bomb
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    whole = picture(kind="PNG")
    with pytest.raises(BadInput):
        portrait_from(whole[:33] + chunk + whole[33:])


def test_a_request_without_a_file_is_refused(alice: FlaskClient) -> None:
    for data in (
        {},
        {"portrait": "not a file"},
        {"picture": (io.BytesIO(picture()), "me.jpg")},
        {"portrait": [(io.BytesIO(picture()), "a.jpg"), (io.BytesIO(picture()), "b.jpg")]},
    ):
        response = alice.post("/upload", data=data, content_type="multipart/form-data")
        assert (response.status_code, response.get_json()["code"]) == (400, "no_file")
    assert alice.post("/upload", json={"portrait": "x"}).get_json()["code"] == "no_file"


def test_a_file_that_is_too_large_is_refused(alice: FlaskClient) -> None:
    padding = b"\0" * (uploads.MAX_FILE_BYTES + 1 - len(picture()))
    assert refused(alice, picture() + padding) == (413, "too_large")


def test_a_request_that_is_too_large_is_refused_unread(alice: FlaskClient) -> None:
    response = alice.post(
        "/upload",
        data=b"\0" * (uploads.MAX_REQUEST_BYTES + 1),
        content_type=FORM,
    )
    assert (response.status_code, response.get_json()["code"]) == (413, "too_large")


def test_a_stranger_cannot_upload(stranger: FlaskClient) -> None:
    assert refused(stranger, picture()) == (401, "not_signed_in")


def test_a_portrait_is_for_its_person_alone(
    alice: FlaskClient, bob: FlaskClient, stranger: FlaskClient
) -> None:
    url = send(alice, picture()).get_json()["portrait"]["url"]
    assert bob.get(url).status_code == 404
    assert stranger.get(url).status_code == 401
    assert alice.get(url[:-1]).status_code == 404
    assert alice.get("/blobs/../../etc/passwd").status_code == 404


def test_a_refused_file_leaves_nothing_behind(alice: FlaskClient, house: House) -> None:
    refused(alice, picture()[:400])
    assert house.blobs.of(person_of(alice)) == {}


SAMPLES = [picture(80, 80, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@settings(max_examples=300)
@given(damaged(SAMPLES))
def test_any_damage_is_bad_input_and_nothing_else(content: bytes) -> None:
    try:
        portrait = portrait_from(content)
    except BadInput:
        return
    assert Image.open(io.BytesIO(portrait.jpeg)).format == "JPEG"
