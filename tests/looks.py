"""Labelled frames of a camera: free photos, their variants, and drawn hands held into them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from services.domain import Picture
from tests.faces import WHITE_HOUSE
from tests.fetching import fetched
from tests.hands import hand
from tests.photos import FOLDER, astronaut, grace
from tests.portraits.turning import turned
from tests.posing import posed

WIDTH_PX, HEIGHT_PX = 640, 480
QUALITY = 50
"""As the page sends them."""
MEMBERS = {
    name: (f"face_recognition-1.3.0/tests/test_images/{name}.jpg", FOLDER / f"{name}.jpg")
    for name in ("biden", "obama", "obama2", "obama3")
}
EXPRESSIONS: dict[str, dict[str, float]] = {
    "smile": {"smile": 1, "wide": 0.3},
    "frown": {"frown": 1, "browDown": 1},
    "mouth open": {"jaw": 1},
    "surprise": {"jaw": 0.9, "browUp": 1, "eyeWide": 1},
    "eyes closed": {"blinkL": 1, "blinkR": 1},
}
SKIN_OF = {"grace": "light", "astronaut": "fair", "biden": "light", "obama": "brown"}


@dataclass(frozen=True)
class Look:
    """A frame and what a person sees in it. An empty ``facing`` or ``expression``: hard to say."""

    name: str
    image: Image.Image
    faces: int = 1
    facing: str = "screen"
    expression: str = "none"
    gesture: str = "none"
    light: str = "good"

    @property
    def picture(self) -> Picture:
        return Picture(sent(self.image), WIDTH_PX, HEIGHT_PX, 0)


def looks() -> list[Look]:
    """All of them, always in the same order."""
    faces = list(_faces())
    return [*faces, *_expressions(), *_turned(), *_hands(), *_spoilt(faces), *_nobody()]


def sent(image: Image.Image) -> bytes:
    """As JPEG, as the page sends it."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def whitehouse(name: str) -> Image.Image:
    """``biden``, ``obama``, ``obama2`` or ``obama3``."""
    fetched(WHITE_HOUSE, dict(MEMBERS.values()))
    image = Image.open(MEMBERS[name][1]).convert("RGB")
    image.thumbnail((1024, 1600))
    return image


def people() -> dict[str, Image.Image]:
    """Four faces from the front, each the square round it; two smile, two do not."""
    photos = {"grace": grace().image, "astronaut": astronaut().image}
    photos |= {name: whitehouse(name) for name in ("biden", "obama")}
    return {name: posed(image) for name, image in photos.items()}


def framed(image: Image.Image, *, size_px: int = HEIGHT_PX, x_px: int | None = None) -> Image.Image:
    """A picture in a frame of a camera, the rest filled with its own blurred colours."""
    backdrop = image.resize((WIDTH_PX, HEIGHT_PX)).filter(ImageFilter.GaussianBlur(60))
    x_px = (WIDTH_PX - size_px) // 2 if x_px is None else x_px
    backdrop.paste(image.resize((size_px, size_px)), (x_px, HEIGHT_PX - size_px))
    return backdrop


def with_hand(image: Image.Image, shape: str, skin: str, *, lean_degrees: float = 0) -> Image.Image:
    """A hand held up beside the face of a frame."""
    held = hand(shape, skin, lean_degrees=lean_degrees)
    shown = image.copy()
    shown.paste(held, (WIDTH_PX - held.width - 20, 160), held)
    return shown


def _faces() -> Iterator[Look]:
    smiling = {"astronaut": "smile", "obama": "smile"}
    for name, image in people().items():
        yield Look(name, framed(image), expression=smiling.get(name, "none"))
    speech = posed(whitehouse("obama2"))
    yield Look("obama in a speech", framed(speech), facing="", expression="mouth open")
    yield Look("obama looks up", framed(posed(whitehouse("obama3"))), facing="")
    both = framed(people()["grace"], size_px=320, x_px=0)
    both.paste(people()["biden"].resize((320, 320)), (320, 160))
    yield Look("grace and biden", both, faces=2, facing="", expression="")
    yield Look("astronaut far away", framed(people()["astronaut"], size_px=120), expression="smile")
    yield Look("biden far away", framed(people()["biden"], size_px=140))


def _expressions() -> Iterator[Look]:
    photos = {"grace": grace().image, "biden": whitehouse("biden")}
    for name, image in photos.items():
        for expression, morphs in EXPRESSIONS.items():
            shown = framed(posed(image, **morphs))
            yield Look(f"{name} {expression}", shown, expression=expression)
    for name, image in (("astronaut", astronaut().image), ("obama", whitehouse("obama"))):
        shown = framed(posed(image, **EXPRESSIONS["mouth open"]))
        yield Look(f"{name} mouth open", shown, expression="mouth open")


def _turned() -> Iterator[Look]:
    for name, image in (("grace", grace().image), ("astronaut", astronaut().image)):
        for degrees in (-45, -15, 15, 45):
            shown = framed(ImageOps.fit(turned(image, degrees), (480, 480)))
            facing = "screen" if abs(degrees) < 30 else "away"
            yield Look(f"{name} turned {degrees}", shown, facing=facing, expression="")


def _hands() -> Iterator[Look]:
    gestures = {"raised": "raised hand", "spread": "raised hand", "thumbs up": "thumbs up"}
    for name, image in people().items():
        for shape in ("raised", "spread", "thumbs up", "thumbs down", "fist", "victory"):
            shown = with_hand(framed(image), shape, SKIN_OF[name])
            gesture = gestures.get(shape, "none")
            yield Look(f"{name} {shape}", shown, gesture=gesture, expression="")


def _spoilt(faces: list[Look]) -> Iterator[Look]:
    """The same in bad light, out of focus, mirrored and half hidden."""
    changes: dict[str, Callable[[Image.Image], Image.Image]] = {
        "mirrored": ImageOps.mirror,
        "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(3)),
        "dark": lambda image: ImageEnhance.Brightness(image).enhance(0.2),
        "masked": _masked,
    }
    for look in faces[:4]:
        for name, change in changes.items():
            shown = replace(look, name=f"{look.name} {name}", image=change(look.image))
            if name == "masked":
                shown = replace(shown, expression="")
            yield replace(shown, light="dark") if name == "dark" else shown
    for look in faces[:4]:
        yield replace(look, name=f"{look.name} backlit", image=_backlit(look.image),
                      light="backlit", expression="")  # fmt: skip


def _masked(image: Image.Image) -> Image.Image:
    """Mouth and chin behind a sheet of paper."""
    shown = image.copy()
    ImageDraw.Draw(shown).rectangle((180, 255, 460, 480), fill=(225, 222, 210))
    return shown


def _backlit(image: Image.Image) -> Image.Image:
    """The middle in shadow, a bright window around it."""
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).ellipse((170, 40, 470, 560), fill=255)
    bright = Image.blend(image, Image.new("RGB", image.size, "white"), 0.75)
    shadow = ImageEnhance.Brightness(image).enhance(0.35)
    return Image.composite(shadow, bright, mask.filter(ImageFilter.GaussianBlur(12)))


def _nobody() -> Iterator[Look]:
    nothing = {"faces": 0, "facing": "", "expression": "none"}
    noise = np.random.default_rng(1).integers(0, 10, (HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    room = Image.linear_gradient("L").resize((WIDTH_PX, HEIGHT_PX)).convert("RGB")
    ImageDraw.Draw(room).rectangle((60, 80, 250, 300), fill=(150, 190, 220))
    plain = {
        "black": (Image.new("RGB", (WIDTH_PX, HEIGHT_PX)), "covered"),
        "noise in the dark": (Image.fromarray(noise), "covered"),
        "a thumb on the lens": (Image.new("RGB", (WIDTH_PX, HEIGHT_PX), (120, 40, 30)), "covered"),
        "an empty room": (room, "good"),
        "the back of a chair": (framed(people()["grace"].crop((0, 500, 768, 768))), "good"),
    }
    for name, (image, light) in plain.items():
        yield Look(name, image, light=light, **nothing)  # type: ignore[arg-type]
