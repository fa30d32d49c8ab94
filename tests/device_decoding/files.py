"""JPEGs for decoders, whole and spoilt."""

from __future__ import annotations

from PIL import Image

from tests.models import picture_of
from tests.pictures import encoded


def photo(number: int, width: int = 384, height: int = 256, **options: object) -> bytes:
    """A JPEG of stripes and noise, each number its own."""
    return encoded(picture_of(number % 3, number).resize((width, height)), "JPEG", **options)


def turned(orientation: int, width: int = 384, height: int = 256, **options: object) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return photo(orientation, width, height, exif=exif, **options)


def without_tables(data: bytes) -> bytes:
    """A JPEG that is framed well, and that nobody can decode: its quantisation is gone."""
    while (at := data.find(b"\xff\xdb")) >= 0:
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        data = data[:at] + data[at + 2 + length :]
    return data
