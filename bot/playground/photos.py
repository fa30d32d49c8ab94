"""Photos as Telegram keeps them: JPEGs in the sizes s, m, x and y, and nothing of the original.

https://core.telegram.org/api/files#image-thumbnail-types: boxes of 100, 320, 800 and 1280 pixels
that are only ever shrunk into; the metadata is lost and the orientation applied.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from bot.playground.errors import ApiError, bad_request

MAX_BYTES = 10 * 1024 * 1024
MAX_WIDTH_PLUS_HEIGHT = 10_000
MAX_RATIO = 20
BOXES = (90, 320, 800, 1280)
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


@dataclass(frozen=True, slots=True)
class SizedPhoto:
    data: bytes
    width: int
    height: int

    @property
    def facts(self) -> dict[str, int]:
        return {"width": self.width, "height": self.height}


def check_upload(data: bytes) -> None:
    """ApiError 400 for a photo that a bot may not upload, whatever is in it."""
    if len(data) > MAX_BYTES:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; "
            f"the maximum size is {MAX_BYTES} bytes"
        )


def photo_sizes(data: bytes) -> list[SizedPhoto]:
    """JPEGs of a picture, smallest first. ApiError 400 in the words of sendPhoto."""
    if not data:
        raise bad_request("file must be non-empty")
    picture = _upright(data, BOXES[-1])
    width, height = picture.size
    boxes = [box for box in BOXES if box < max(width, height)]
    boxes.append(min(max(width, height), BOXES[-1]))
    sizes = []
    for box in sorted(set(boxes), reverse=True):
        picture = _shrunk(picture, box)
        sizes.append(_jpeg(picture))
    return sizes[::-1]


def thumbnail(data: bytes, box: int = 320) -> SizedPhoto | None:
    """A small JPEG of a picture sent as a file, None where it is no picture Telegram can draw."""
    try:
        return _jpeg(_shrunk(_upright(data, box), box))
    except ApiError:
        return None


def _upright(data: bytes, box: int) -> Image.Image:
    """The picture in RGB, decoded no larger than needed for `box` where its format allows that."""
    with warnings.catch_warnings():
        # The side limit below is the check; Pillow's own warnings have nothing to add to it.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                width, height = opened.size
                if width + height > MAX_WIDTH_PLUS_HEIGHT or max(width, height) > MAX_RATIO * min(
                    width, height
                ):
                    raise bad_request("PHOTO_INVALID_DIMENSIONS")
                opened.draft("RGB", (box, box))
                picture = ImageOps.exif_transpose(opened)
                return _on_white(picture)
        except ApiError:
            raise
        except Exception as error:  # Pillow's decoders raise many kinds
            raise bad_request("IMAGE_PROCESS_FAILED") from error


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return picture.convert("RGB")


def _shrunk(picture: Image.Image, box: int) -> Image.Image:
    factor = box / max(picture.size)
    if factor >= 1:
        return picture
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _jpeg(picture: Image.Image) -> SizedPhoto:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=87)
    return SizedPhoto(buffer.getvalue(), picture.width, picture.height)
