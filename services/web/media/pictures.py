"""Pictures from strangers, made safe: checked before they are decoded, and drawn anew."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from services.errors import BadInput, TooLarge, UnsupportedFile

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")
MAX_PIXELS = 30_000_000
"""A phone's full photo; decoded it takes about 100 MB for a moment."""
MAX_SCANS = 64
"""Progressive JPEGs have about 10; thousands take hours to decode."""
MAX_SIDE_PX = 1024
MIN_SIDE_PX = 64
QUALITY = 90
MAX_OF_16_BITS = 65_535
"""Pillow would cut deep grey off at 255 instead of scaling it."""

BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, OverflowError,
    AttributeError, struct.error,
)  # fmt: skip
"""What Pillow raises for files that are not what they say."""

Image.init()
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Decoding runs where nothing may be logged: a bomb is an error, a camera's odd EXIF is not.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.simplefilter("error", Image.DecompressionBombWarning)


class EmptyFile(BadInput):
    """That file is empty."""

    code = "empty_file"


class BrokenPicture(BadInput):
    """That picture is damaged or incomplete."""

    code = "broken_picture"


class TooSmall(BadInput):
    """That picture is too small to show a face."""

    code = "too_small"


class TooManyPixels(TooLarge):
    """That picture has too many pixels. Choose one of at most 30 megapixels."""

    code = "too_many_pixels"


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture that is ours: upright, plain RGB, without a word about where it was taken."""

    jpeg: bytes
    width_px: int
    height_px: int


def check_kind(content: bytes) -> None:
    """Whether it is worth decoding. Raises `EmptyFile`, `UnsupportedFile`."""
    if not content:
        raise EmptyFile()
    if not content.startswith(BEGINNINGS):
        raise _unsupported()


def portrait_from(content: bytes) -> Portrait:
    """The picture in a file, at most `MAX_SIDE_PX` on its longer side.

    Native work of up to two seconds, 0.2 for a phone's photo. Raises the `BadInput` kinds above
    and `UnsupportedFile`.
    """
    check_kind(content)
    image = _opened(content)
    try:
        picture = _drawn_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise TooManyPixels() from exc
    except BROKEN as exc:
        raise BrokenPicture() from exc
    if min(picture.size) < MIN_SIDE_PX:
        raise TooSmall()
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=QUALITY)
    return Portrait(encoded.getvalue(), picture.width, picture.height)


def _opened(content: bytes) -> Image.Image:
    """The file with its header read and judged, nothing decoded yet."""
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise TooManyPixels() from exc
    except BROKEN as exc:
        raise _unsupported() from exc
    if image.width * image.height > MAX_PIXELS:
        raise TooManyPixels()
    if content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > MAX_SCANS:
        raise BrokenPicture()
    return image


def _drawn_anew(image: Image.Image) -> Image.Image:
    """A fresh picture with these pixels: nothing else of the file comes along."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level * (255 / MAX_OF_16_BITS)).convert("L")
    image.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    fresh = Image.new("RGB", upright.size, "white")
    fresh.paste(upright, mask=upright.getchannel("A"))
    return fresh


def _unsupported() -> UnsupportedFile:
    return UnsupportedFile("JPEG, PNG, WebP and GIF pictures are.")
