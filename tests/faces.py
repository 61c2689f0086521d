"""Free portraits of many kinds of people, from packages; one face is a variant made here."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from services.portraits.landmarks import Landmarks
from services.portraits.points import CHIN, EYES, FOREHEAD
from tests.fetching import NPM, PIP, Package, fetched
from tests.photos import FOLDER, Photo

WHITE_HOUSE = Package(
    PIP,
    "face-recognition==1.3.0",
    "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec",
)
"""MIT; carries photos by the White House, public domain."""
AGENCY = Package(
    NPM,
    "startbootstrap-agency@7.0.12",
    "bc49d5677d6fd30ee77ce33c3baad729494153ffd94a893992414f2a8e8fecd4",
)
"""MIT, like the three below; they carry photos of unsplash.com, free to use."""
LANDING = Package(
    NPM,
    "startbootstrap-landing-page@6.0.6",
    "0e4a29e63274ec0435352b45a825af81ebce444bd6db7f4901f512425dbdc407",
)
MATERIAL = Package(
    NPM,
    "material-dashboard@3.1.0",
    "424b8c15e9446bae383106122e22e37a349139ee6fb4b94e214a6ffabc8b41b0",
)
PAPER = Package(
    NPM,
    "paper-kit-2@2.1.0",
    "ea262b722403d0b838682218476775fe6500d13bc2b265000837cb613c8e7657",
)


@dataclass(frozen=True)
class Found:
    """A photo in a package."""

    name: str
    shows: str
    package: Package
    member: str

    @property
    def photo(self) -> Photo:
        path = FOLDER / f"{self.name}.jpg"
        fetched(self.package, {self.member: path})
        return Photo(self.name, Image.open(path).convert("RGB"))


FACES = (
    Found("obama", "dark hair, brown skin, a smile with teeth", WHITE_HOUSE,
          "face_recognition-1.3.0/tests/test_images/obama.jpg"),
    Found("biden", "old, light skin, lips closed, in the shade", WHITE_HOUSE,
          "face_recognition-1.3.0/tests/test_images/biden.jpg"),
    Found("bearded", "beard, glasses, a smile with teeth", AGENCY,
          "package/dist/assets/img/team/3.jpg"),
    Found("laughing", "light skin, a laugh with both rows of teeth", LANDING,
          "package/dist/assets/img/testimonials-1.jpg"),
    Found("capped", "a cap, stubble, a smile with teeth, turned a little", LANDING,
          "package/dist/assets/img/testimonials-2.jpg"),
    Found("calm", "glasses, beard, brown skin, in the shade", MATERIAL,
          "package/assets/img/ivana-square.jpg"),
    Found("leafy", "a young face, half in the shade, lips a little open", MATERIAL,
          "package/assets/img/team-1.jpg"),
    Found("wry", "dark skin, beard, pressed lips, raised brows", PAPER,
          "package/assets/img/faces/ayo-ogunseinde-2.jpg"),
    Found("freckled", "freckles, brow and nose near the camera", PAPER,
          "package/assets/img/faces/erik-lucatero-2.jpg"),
)  # fmt: skip

EYES_LARGER, FACE_SHORTER, JAW_NARROWER = 0.22, 0.20, 0.14


def found(name: str) -> Photo:
    """The photo of that name."""
    return next(each for each in FACES if each.name == name).photo


def childlike(photo: Photo) -> Photo:
    """A variant with the proportions of a child: large eyes, a short face, smooth skin."""
    pixels = np.asarray(photo.image)
    face = Landmarks().again(pixels)
    assert face is not None
    points = face.points[:, :2]
    across, down = np.meshgrid(*(np.arange(size, dtype=np.float32) for size in photo.image.size))
    height = float(face.height_px)
    camera = [points[eye.iris[0]] for eye in EYES]
    middle_x, brow_y = (points[FOREHEAD] + points[CHIN])[0] / 2, (camera[0] + camera[1])[1] / 2
    from_middle = (across - middle_x) / height
    below = np.clip((down - brow_y) / height, 0, 1)
    near = np.exp(-((from_middle / 0.6) ** 2))
    source_x = across + (across - middle_x) * JAW_NARROWER * np.clip(below / 0.4, 0, 1) * near
    source_y = down + np.clip(down - brow_y, 0, 0.8 * height) * FACE_SHORTER * near
    for x, y in camera:
        close = np.exp(-(((across - x) ** 2 + (down - y) ** 2) / (0.13 * height) ** 2))
        source_x -= EYES_LARGER * close * (across - x)
        source_y -= EYES_LARGER * close * (down - y)
    shown = cv2.remap(pixels, source_x.astype(np.float32), source_y.astype(np.float32),
                      cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    return Photo(f"{photo.name} as a child", Image.fromarray(cv2.bilateralFilter(shown, 9, 30, 7)))
