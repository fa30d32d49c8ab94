"""Bytes → a checked, upright RGB picture; every refusal is one typed error.

Everything that can be refused is refused from the header, before a pixel is unpacked: a few
kilobytes can unpack to gigabytes.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image
from pillow_heif import register_heif_opener

from inference.image_structure import bounded, check_structure, kept_coefficients
from inference.refusals import ImageError, Refusal, refusals
from inference.unpacking import draft_scale, load, memory_of_pixels

__all__ = [
    "FORMATS",
    "MIB",
    "CheckedPhoto",
    "ImageError",
    "ImageLimits",
    "Refusal",
    "check",
    "check_size",
    "decode",
]

register_heif_opener(thumbnails=False)

# Pillow warns of odd metadata and of what is large for it; we have limits of our own. Set once: the
# filters belong to the process, and changing them around each decode would race between threads.
warnings.filterwarnings("ignore", module=r"PIL\..*")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

MIB = 1024 * 1024
Image.init()  # registers the formats that Pillow otherwise finds one by one
# A JPEG with several frames (MPO) is opened as JPEG and then names itself MPO.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


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


@dataclass(frozen=True, slots=True)
class CheckedPhoto:
    """A file that no limit refuses and whose framing is sound; no pixel of it is unpacked yet.

    `image` is its opened picture, to be unpacked at a reduced scale where the format can; `size` is
    what it measures as stored, and `memory` how many bytes unpacking takes at the peak.
    """

    data: bytes
    image: Image.Image
    size: tuple[int, int]
    short_side: int
    memory: int

    def load(self) -> Image.Image:
        """The picture, as `decode` returns it. Raises ImageError; to be called once."""
        with refusals():
            if self.memory > _LARGE:
                with _one_large_at_a_time:
                    return load(self.image, self.short_side)
            return load(self.image, self.short_side)


def decode(data: bytes, limits: ImageLimits, short_side: int) -> Image.Image:
    """The picture in `data`, upright and in RGB, scaled down to about `short_side` pixels or more.

    Takes JPEG, PNG, WebP and HEIC. Raises ImageError for everything else, and for what exceeds
    `limits`. Safe to call from several threads.
    """
    return check(data, limits, short_side).load()


def check(data: bytes, limits: ImageLimits, short_side: int) -> CheckedPhoto:
    """All that `decode` does before it unpacks: refuse by the header and the file's framing."""
    check_size(len(data), limits)
    with refusals():
        data = bounded(data)
        image = _open(data, limits)
        check_structure(data, image)
        size = image.size
        scale = draft_scale(size, short_side)
        # JPEG is unpacked at a half, a quarter or an eighth for a fraction of the time.
        image.draft("RGB", (image.width // scale, image.height // scale))
        coefficients = kept_coefficients(data, image)
        need = memory_of_pixels(image) + coefficients
        if need > limits.max_memory or coefficients > limits.max_coefficients:
            raise ImageError(
                Refusal.TOO_MUCH_MEMORY,
                f"A {image.format} of {size[0]}×{size[1]} pixels is too large to unpack.",
            )
        return CheckedPhoto(data, image, size, short_side, need)


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
