"""Rigs of real photos: what they hold, and which pictures get none."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from services.domain import Rig
from services.engine.engine import Engine
from services.engine.remote import RemoteRigger
from services.errors import FaceTooSmall, FaceTurnedAway, NoFace, UnsupportedFile
from services.portraits.eye_morphs import eye_morphs
from services.portraits.glasses import wears_glasses
from services.portraits.landmarks import Landmarks
from services.portraits.points import (
    CHIN,
    FOREHEAD,
    LEFT_CORNER,
    LEFT_EYE,
    LOWER_LIP,
    RIGHT_CORNER,
)
from services.portraits.shape import Shape
from services.providers.portraits.embedded import EmbeddedRigger
from services.settings import Settings
from tests import faces, photos
from tests.faces import Found
from tests.photos import Photo
from tests.portraits.turning import turned
from tests.posing import posed

MORPHS = {
    "jaw", "wide", "pucker", "funnel", "upperUp", "lowerDown", "press", "close", "smile", "frown",
    "browUp", "browDown", "blinkL", "blinkR", "browInner", "cheek", "eyeWide",
}  # fmt: skip
MIDDLE = 5
REACH = ("jaw", "close", "smile")
FOLDED_PX = 60
"""A few slivers at the corners of the mouth, of 590,000 square pixels."""


@pytest.fixture(scope="module")
def rigger() -> EmbeddedRigger:
    return EmbeddedRigger.from_settings(Settings.load({}))


def read(rig: Rig) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(rig.json)
    return parsed


def vertices(rig: dict[str, Any]) -> np.ndarray:
    return np.array(rig["vertices"]).reshape(-1, 2) / 10


def moved(rig: dict[str, Any], name: str) -> np.ndarray:
    everywhere = np.zeros_like(vertices(rig))
    morph = rig["morphs"][name]
    everywhere[morph["at"]] = np.array(morph["by"]).reshape(-1, 2) / 10
    return everywhere


def test_a_rig_holds_all_that_a_face_needs(rigger: EmbeddedRigger) -> None:
    rig = read(rigger.rig(photos.grace().jpeg))
    assert rig["morphs"].keys() == MORPHS
    points = vertices(rig)
    assert 550 < len(points) < 700
    triangles = [*rig["triangles"]["eyes"], *rig["triangles"]["skin"]]
    assert 1100 < len(triangles) / 3 < 1250
    assert (min(triangles), max(triangles)) == (0, len(points) - 1)
    face_px = np.linalg.norm(points[CHIN] - points[FOREHEAD])
    assert face_px == pytest.approx(0.46 * 768, rel=0.03)
    assert len(json.dumps(rig)) < 110_000


def test_the_mesh_covers_the_frame_once(rigger: EmbeddedRigger) -> None:
    rig = read(rigger.rig(photos.grace().jpeg))
    corners = vertices(rig)[np.concatenate(list(rig["triangles"].values())).reshape(-1, 3)]
    a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / 2
    assert area == pytest.approx(768**2, rel=0.01)


def test_each_morph_moves_the_right_way(rigger: EmbeddedRigger) -> None:
    rig = read(rigger.rig(photos.grace().jpeg))
    width = lambda name: (moved(rig, name)[LEFT_CORNER] - moved(rig, name)[RIGHT_CORNER])[0]  # noqa: E731
    chin, lip = moved(rig, "jaw")[CHIN, 1], moved(rig, "jaw")[LOWER_LIP[0][MIDDLE], 1]
    assert chin > 20
    assert lip > 20
    assert width("wide") > 10
    assert width("smile") > 5
    assert width("pucker") < width("funnel") < -5
    assert moved(rig, "smile")[LEFT_CORNER, 1] < -5
    assert moved(rig, "frown")[LEFT_CORNER, 1] > 3
    brow, inner_brow = 105, 107
    assert moved(rig, "browUp")[brow, 1] < -5
    assert moved(rig, "browDown")[brow, 1] > 2
    assert moved(rig, "browInner")[inner_brow, 1] < moved(rig, "browInner")[brow, 1]
    assert moved(rig, "blinkR")[159, 1] > 5
    assert moved(rig, "blinkL")[386, 1] > 5


def folded_px(rig: dict[str, Any], *names: str) -> float:
    """The area of the skin that lies wrong side up with these morphs at full strength."""
    skin = np.array(rig["triangles"]["skin"]).reshape(-1, 3)

    def areas(points: np.ndarray) -> np.ndarray:
        corners = points[skin]
        a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        areas: np.ndarray = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
        return areas

    moves = sum(moved(rig, name) for name in names)
    before, after = areas(vertices(rig)), areas(vertices(rig) + moves)
    return float(np.abs(after[before * after < 0]).sum())


@pytest.mark.parametrize("name", sorted(MORPHS))
def test_no_morph_folds_the_skin(rigger: EmbeddedRigger, name: str) -> None:
    assert folded_px(read(rigger.rig(photos.grace().jpeg)), name) < FOLDED_PX


@pytest.mark.models
def test_an_open_mouth_can_be_closed(rigger: EmbeddedRigger) -> None:
    rig = read(rigger.rig(photos.astronaut().jpeg))
    assert rig["mouth"]["own_teeth"]
    closed = vertices(rig) + moved(rig, "close")
    upper, lower = closed[rig["mouth"]["upper"]], closed[rig["mouth"]["lower"]]
    assert np.abs(upper - lower).max() < 1


@pytest.mark.models
@pytest.mark.parametrize("photo", [photos.grace, photos.astronaut])
def test_variants_of_a_photo_get_rigs_too(rigger: EmbeddedRigger, photo: Any) -> None:
    for variant in photos.variants(photo()):
        assert read(rigger.rig(variant.jpeg))["version"] == 1


@pytest.mark.models
@pytest.mark.parametrize("face", faces.FACES, ids=lambda face: face.name)
def test_all_kinds_of_faces_get_rigs(rigger: EmbeddedRigger, face: Found) -> None:
    rig = rigger.rig(face.photo.jpeg)
    assert rig.faces == 1
    assert folded_px(read(rig), *REACH) < FOLDED_PX
    assert read(rig)["mouth"]["own_teeth"] == ("teeth" in face.shows or "open" in face.shows)


def test_a_black_and_white_photo_gets_a_mouth_without_colours(rigger: EmbeddedRigger) -> None:
    grey = ImageOps.grayscale(photos.grace().image).convert("RGB")
    tones = read(rigger.rig(Photo("grey", grey).jpeg))["tones"]
    assert tones["colour"] == 0
    assert np.ptp(tones["tooth"]) == 0
    tones = read(rigger.rig(photos.grace().jpeg))["tones"]
    assert tones["colour"] == 1
    assert np.ptp(tones["tooth"]) > 20


@pytest.mark.models
def test_a_child_gets_a_rig_too(rigger: EmbeddedRigger) -> None:
    assert rigger.rig(faces.childlike(faces.found("leafy")).jpeg).faces == 1


@pytest.mark.models
@pytest.mark.parametrize("face", faces.FACES, ids=lambda face: face.name)
def test_glasses_are_noticed(face: Found) -> None:
    frame = posed(face.photo.image)
    found = Landmarks().again(np.asarray(frame))
    assert found is not None
    assert wears_glasses(frame, Shape(found.points[:, :2])) == ("glasses" in face.shows)


def test_a_frame_of_glasses_does_not_bend_with_the_brows() -> None:
    frame = posed(photos.grace().image)
    found = Landmarks().again(np.asarray(frame))
    assert found is not None
    shape = Shape(found.points[:, :2])
    free, under = (eye_morphs(shape, glasses=glasses)["browUp"] for glasses in (False, True))
    brow, below = list(LEFT_EYE.brow), list(LEFT_EYE.under_brow)
    assert np.abs(under[brow]).max() < 0.6 * np.abs(free[brow]).max()
    assert np.abs(under[below]).max() == 0 < np.abs(free[below]).max()


def test_the_largest_of_several_faces_is_taken(rigger: EmbeddedRigger) -> None:
    face = photos.grace().image
    group = Image.new("RGB", (900, 600), "grey")
    group.paste(face, (0, 0))
    group.paste(face.resize((300, 351)), (560, 120))
    rig = rigger.rig(Photo("two", group).jpeg)
    assert rig.faces == 2
    crop = read(rig)["crop"]
    assert crop["x"] + crop["width"] / 2 < 0.5


def test_faces_in_the_background_are_counted(rigger: EmbeddedRigger) -> None:
    scene = Image.new("RGB", (1024, 1024), "grey")
    scene.paste(photos.grace().image.resize((500, 585)), (40, 200))
    scene.paste(photos.grace().image.resize((170, 199)), (780, 300))
    assert rigger.rig(Photo("background", scene).jpeg).faces == 2


def test_a_small_face_in_a_large_picture_is_found(rigger: EmbeddedRigger) -> None:
    scene = Image.new("RGB", (1024, 1024), "grey")
    scene.paste(photos.grace().image.resize((280, 328)), (600, 500))
    assert rigger.rig(Photo("far", scene).jpeg).faces == 1


def test_pictures_that_must_stay_still_say_why(rigger: EmbeddedRigger) -> None:
    with pytest.raises(NoFace):
        rigger.rig(Photo("plain", Image.new("RGB", (400, 400), "orange")).jpeg)
    small = photos.grace().image.resize((200, 234))
    with pytest.raises(FaceTooSmall):
        rigger.rig(Photo("small", small).jpeg)
    with pytest.raises(UnsupportedFile):
        rigger.rig(b"not a picture")


@pytest.mark.parametrize("degrees", [-20, 20])
def test_a_face_turned_a_little_is_taken(rigger: EmbeddedRigger, degrees: int) -> None:
    assert rigger.rig(Photo("turned", turned(photos.grace().image, degrees)).jpeg).faces == 1


@pytest.mark.parametrize(("aside", "up"), [(-45, 0), (45, 0), (0, -45), (0, 45)])
def test_a_face_that_looks_away_is_refused(rigger: EmbeddedRigger, aside: int, up: int) -> None:
    image = turned(photos.grace().image, aside, up_degrees=up)
    with pytest.raises(FaceTurnedAway):
        rigger.rig(Photo("turned", image).jpeg)


@pytest.mark.parametrize("degrees", [-40, -20, 0, 20, 40])
def test_how_far_a_face_is_turned_is_told(degrees: int) -> None:
    landmarks, image = Landmarks(), photos.grace().image
    aside = landmarks.again(np.asarray(turned(image, degrees)))
    up = landmarks.again(np.asarray(turned(image, 0, up_degrees=degrees)))
    assert aside is not None
    assert up is not None
    assert aside.yaw_degrees == pytest.approx(degrees, abs=6)
    assert up.pitch_degrees == pytest.approx(degrees, abs=6)


def test_the_engine_rigs_too() -> None:
    engine = Engine("eyes")
    try:
        rigger = RemoteRigger(engine, "embedded")
        assert rigger.rig(photos.grace().jpeg).faces == 1
        with pytest.raises(NoFace, match="no face"):
            rigger.rig(Photo("plain", Image.new("RGB", (400, 400), "orange")).jpeg)
    finally:
        engine.close()
