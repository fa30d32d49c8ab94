"""Photos made ready to be sent: checked here, small, and without anything but the picture."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image

from inference.exif import exif_position
from inference.images import ImageLimits, decode

# More than any model looks at; more would only take longer to send.
SHORT_SIDE = 640
LONGEST_SIDE = 4 * SHORT_SIDE
QUALITY = 90
SMALL = 400_000

# APP1 to APP15, extensions, comments: positions, names, thumbnails. In a scan 0xFF precedes none
# of these; where a table should hold such a pair, the picture is encoded anew for nothing.
_METADATA = re.compile(rb"\xff[\xe1-\xfe]")
# The one APP0 that may stay: JFIF's sixteen bytes, which hold no thumbnail.
_HEADER = re.compile(rb"\xff\xd8(\xff\xe0\x00\x10JFIF\x00.{7}\x00\x00)?\xff[^\xe0]", re.DOTALL)
_END = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class RemoteView:
    """A JPEG without metadata, and where its file said that it was taken (degrees)."""

    data: bytes
    position: tuple[float, float] | None = None


def make_view(data: bytes, limits: ImageLimits, with_position: bool = False) -> RemoteView:
    """A JPEG, PNG, WebP or HEIC → what is sent of it. Raises ImageError for a bad file."""
    image = decode(data, limits, SHORT_SIDE)
    # After the decoding, which refuses what is hostile.
    position = exif_position(data) if with_position else None
    if len(data) <= SMALL and is_bare(data):
        return RemoteView(data, position)
    return RemoteView(_encode(image), position)


def is_bare(data: bytes) -> bool:
    """Whether a file is a JPEG that holds a picture and nothing else, inside or behind it."""
    header = _HEADER.match(data)
    return (
        header is not None
        and data.count(b"\xff\xe0") == (header[1] is not None)
        and _METADATA.search(data) is None
        and data.find(_END) == len(data) - len(_END)
    )


def _encode(image: Image.Image) -> bytes:
    scale = min(1.0, SHORT_SIDE / min(image.size), LONGEST_SIDE / max(image.size))
    if scale < 1:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.BICUBIC)
    image.info.clear()  # Pillow writes a comment that it has read
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
