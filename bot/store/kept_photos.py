"""A photo that may be kept for training: the picture alone, without what its file tells beside."""

from __future__ import annotations

import io
import logging

from inference import ImageError, ImageLimits
from inference.images import decode

log = logging.getLogger(__name__)

# Training looks at far fewer pixels; this is what Telegram makes of a photo.
SHORT_SIDE = 960


def bare_jpeg(data: bytes) -> bytes | None:
    """The photo as an upright JPEG without EXIF, so without a position; None if it is none."""
    try:
        image = decode(data, ImageLimits(), SHORT_SIDE)
    except ImageError:
        log.warning("A photo given for training could not be read and is not kept.")
        return None
    image.thumbnail((SHORT_SIDE * 2, SHORT_SIDE * 2))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()
