"""Photos of the catalogue as Telegram takes them, and by what they are known again."""

from __future__ import annotations

import io
import logging
from hashlib import sha256
from pathlib import Path

from PIL import ImageOps

from inference import ImageError, ImageLimits, Photo
from inference.images import decode

log = logging.getLogger(__name__)

# Telegram scales photos down to this; sending more only takes longer.
PHOTO_SIDE = 1280
# Telegram refuses a photo twenty times as long as it is wide; clients show far less of one.
MAX_RATIO = 10


def photo_identity(photo: Photo) -> str:
    """What a photo is known by: another one, or one that has changed, has another."""
    if photo.sha256:
        return photo.sha256
    if photo.path is None:
        return sha256((photo.url or "").encode()).hexdigest()
    try:
        status = photo.path.stat()
    except OSError:
        return sha256(str(photo.path).encode()).hexdigest()
    seen = f"{photo.path.name}:{status.st_size}:{status.st_mtime_ns}"
    return sha256(seen.encode()).hexdigest()


def photo_jpeg(path: Path, limits: ImageLimits) -> bytes | None:
    """A photo as Telegram would show it, or None where it cannot be read.

    Also leaves its EXIF, and a GPS position in it, behind.
    """
    try:
        image = decode(path.read_bytes(), limits, PHOTO_SIDE)
    except (OSError, ImageError) as error:
        log.warning("%s cannot be shown (%s); a card is sent in its place.", path, error)
        return None
    width, height = image.size
    image = ImageOps.fit(image, (min(width, MAX_RATIO * height), min(height, MAX_RATIO * width)))
    image.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
