"""The bytes of files and thumbnails: drawn small, told apart by their names."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache

import numpy as np
from PIL import Image

LARGEST_DRAWN = 40_000_000  # pixels; larger originals are named and served, but are no picture
_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
}


@lru_cache(maxsize=64)
def picture(name: str, width: int, height: int, mime: str) -> bytes:
    """A few soft patches of colour, the same for the same name at every size."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    patches = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    image = Image.fromarray(patches).resize((width, height), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    options = {"quality": 80} if mime == "image/jpeg" else {}
    image.save(buffer, _FORMATS[mime], **options)
    return buffer.getvalue()


def is_drawn(width: int, height: int, mime: str) -> bool:
    return mime in _FORMATS and 0 < width * height <= LARGEST_DRAWN
