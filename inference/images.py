"""Bytes → a checked, upright RGB picture; every refusal is one typed error.

Everything that can be refused is refused from the header, before a pixel is unpacked: a few
kilobytes can unpack to gigabytes.
"""

from __future__ import annotations

import io
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

from inference.image_errors import CutError, DamagedError
from inference.image_structure import bounded, check_structure, kept_coefficients

register_heif_opener(thumbnails=False)

# Pillow warns of odd metadata and of what is large for it; we have limits of our own. Set once: the
# filters belong to the process, and changing them around each decode would race between threads.
warnings.filterwarnings("ignore", module=r"PIL\..*")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

MIB = 1024 * 1024
Image.init()  # registers the formats that Pillow otherwise finds one by one
# A JPEG with several frames (MPO) is opened as JPEG and then names itself MPO.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# Rows converted to RGB at a time: a whole second copy of a large picture is never held.
_BAND_ROWS = 256


class Refusal(StrEnum):
    """Why a file is not taken as a photo; also the key of its message in the locale files."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED_FORMAT = "unsupported_format"
    TOO_MANY_PIXELS = "too_many_pixels"
    SIDE_TOO_LONG = "side_too_long"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_SMALL = "too_small"
    ANIMATED = "animated"
    TRUNCATED = "truncated"
    BROKEN = "broken"


class ImageError(Exception):
    """A file refused as a photo: `code` for programs, the message for a person."""

    def __init__(self, code: Refusal, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What is taken as a photo. Bytes of the file, pixels in all, pixels of a side.

    `max_memory` bounds the bytes that unpacking may take; formats that cannot be unpacked at a
    reduced scale reach it before `max_pixels`. `max_coefficients` bounds those of a JPEG in several
    scans, which take memory before the file can be known to be sound.
    """

    max_bytes: int = 20 * MIB
    max_pixels: int = 40_000_000
    max_side: int = 20_000
    min_side: int = 16
    max_memory: int = 224 * MIB
    max_coefficients: int = 128 * MIB


_ORIENTATION = 0x0112
_TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_one_large_at_a_time = threading.Lock()
_LARGE = 48 * MIB


def check_size(size: int, limits: ImageLimits) -> None:
    """Refuse a file by its size in bytes, which is known before it is read or downloaded."""
    if size == 0:
        raise ImageError(Refusal.EMPTY, "The file is empty.")
    if size > limits.max_bytes:
        raise ImageError(
            Refusal.TOO_LARGE, f"The file is larger than {limits.max_bytes // MIB} MB."
        )


def decode(data: bytes, limits: ImageLimits, short_side: int) -> Image.Image:
    """The picture in `data`, upright and in RGB, scaled down to about `short_side` pixels or more.

    Takes JPEG, PNG, WebP and HEIC. Raises ImageError for everything else, and for what exceeds
    `limits`. Safe to call from several threads.
    """
    check_size(len(data), limits)
    with _refusals():
        data = bounded(data)
        image = _open(data, limits)
        check_structure(data, image)
        size = image.size
        scale = _scale(image, short_side)
        # JPEG is unpacked at a half, a quarter or an eighth for a fraction of the time.
        image.draft("RGB", (image.width // scale, image.height // scale))
        coefficients = kept_coefficients(data, image)
        need = _memory_of_pixels(image) + coefficients
        if need > limits.max_memory or coefficients > limits.max_coefficients:
            raise ImageError(
                Refusal.TOO_MUCH_MEMORY,
                f"A {image.format} of {size[0]}×{size[1]} pixels is too large to unpack.",
            )
        if need > _LARGE:
            with _one_large_at_a_time:
                return _load(image, short_side)
        return _load(image, short_side)


@contextmanager
def _refusals() -> Iterator[None]:
    """Whatever Pillow says about a bad file, said as one ImageError."""
    try:
        yield
    except ImageError:
        raise
    except CutError as error:
        raise ImageError(Refusal.TRUNCATED, "The picture is cut off.") from error
    except DamagedError as error:
        raise ImageError(Refusal.BROKEN, "The picture is damaged.") from error
    except Image.DecompressionBombError as error:
        raise ImageError(Refusal.TOO_MANY_PIXELS, "The picture has too many pixels.") from error
    except UnidentifiedImageError as error:
        raise ImageError(
            Refusal.UNSUPPORTED_FORMAT, "The file is not a JPEG, PNG, WebP or HEIC picture."
        ) from error
    except (EOFError, struct.error) as error:
        raise ImageError(Refusal.TRUNCATED, "The picture is cut off.") from error
    except OSError as error:
        if "truncated" in str(error).lower():
            raise ImageError(Refusal.TRUNCATED, "The picture is cut off.") from error
        raise ImageError(Refusal.BROKEN, "The picture is damaged.") from error
    except (
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OverflowError,
        RuntimeError,
        MemoryError,
        AttributeError,
        ZeroDivisionError,
        AssertionError,
        Warning,
    ) as error:
        # Pillow's parsers meet hostile headers with any of these.
        raise ImageError(Refusal.BROKEN, "The picture is damaged.") from error


def _open(data: bytes, limits: ImageLimits) -> Image.Image:
    """Read the header and refuse by it."""
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = image.size
    if max(width, height) > limits.max_side:
        raise ImageError(
            Refusal.SIDE_TOO_LONG, f"A side of the picture is over {limits.max_side} pixels."
        )
    if width * height > limits.max_pixels:
        raise ImageError(
            Refusal.TOO_MANY_PIXELS,
            f"The picture has over {limits.max_pixels / 1e6:g} million pixels.",
        )
    if min(width, height) < limits.min_side:
        raise ImageError(
            Refusal.TOO_SMALL, f"A side of the picture is under {limits.min_side} pixels."
        )
    # Phones write several frames into MPO (depth, a second lens) and HEIF: the first is the photo.
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise ImageError(Refusal.ANIMATED, "The picture is animated; a single frame is needed.")
    return image


def _scale(image: Image.Image, short_side: int) -> int:
    """The largest of 8, 4, 2, 1 by which the picture stays at least `short_side` short."""
    return next((s for s in (8, 4, 2) if min(image.size) // s >= short_side), 1)


def _memory_of_pixels(image: Image.Image) -> int:
    """Bytes that the pixels take at the peak, by format (Pillow holds RGB in four bytes)."""
    pixels = image.width * image.height
    if image.format == "WEBP":
        return pixels * 18  # two canvases of the decoder, its output, Pillow's copy, and rows
    if image.format == "HEIF":
        return pixels * 9  # planes of the decoder, its RGB output, Pillow's copy
    return pixels if image.mode in ("L", "P", "1") else pixels * 4


def _load(image: Image.Image, short_side: int) -> Image.Image:
    image.load()
    upright = _to_rgb(image, max(1, min(image.size) // max(short_side, 1)))
    turn = _TURNS.get(_orientation(image))
    return upright if turn is None else upright.transpose(turn)


def _orientation(image: Image.Image) -> object:
    """EXIF's orientation, 1 to 8, or whatever odd metadata says; that refuses no photo."""
    try:
        return image.getexif().get(_ORIENTATION, 1)
    except Exception:
        return 1


def _to_rgb(image: Image.Image, factor: int) -> Image.Image:
    """RGB at 1/`factor` of the size, band by band; what is transparent becomes white."""
    if image.mode == "RGB":
        return image.reduce(factor) if factor > 1 else image
    rows = max(factor, _BAND_ROWS // factor * factor)
    width, height = -(-image.width // factor), -(-image.height // factor)
    result = Image.new("RGB", (width, height))
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(top + rows, image.height)))
        result.paste(_band_to_rgb(band).reduce(factor), (0, top // factor))
    return result


def _band_to_rgb(band: Image.Image) -> Image.Image:
    if band.mode.startswith(("I", "F")):
        # 16-bit grey: convert() would cut off at 255 what should be scaled.
        band = band.convert("I").point(lambda value: value / 257).convert("L")
    if "A" in band.mode or "transparency" in band.info:
        layer = band.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return band.convert("RGB")
