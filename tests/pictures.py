"""Pictures for tests: made here, or found in an installed package."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageDraw
from pillow_heif import register_heif_opener

register_heif_opener()


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture with a bright upper left quarter, so that turning it shows."""
    image = Image.new("RGB", (width, height), (40, 90, 160))
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill=(250, 240, 200))
    return image.convert(mode)


def encoded(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def jpeg(width: int = 640, height: int = 480) -> bytes:
    return encoded(picture(width, height), "JPEG")


def exif_of(lat: float, lon: float) -> Image.Exif:
    """What a camera writes at a position in degrees."""

    def parts(value: float) -> tuple[float, float, float]:
        minutes = abs(value) % 1 * 60
        return int(abs(value)), int(minutes), round(minutes % 1 * 60, 4)

    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N" if lat >= 0 else "S",
        ExifTags.GPS.GPSLatitude: parts(lat),
        ExifTags.GPS.GPSLongitudeRef: "E" if lon >= 0 else "W",
        ExifTags.GPS.GPSLongitude: parts(lon),
    }
    return exif


def taken_at(lat: float, lon: float, image: Image.Image | None = None) -> bytes:
    """A JPEG as a camera at this position writes it."""
    return encoded(image or picture(), "JPEG", exif=exif_of(lat, lon))


def summer_palace() -> Path:
    """scikit-learn's photo of the Summer Palace in Beijing, one of the catalogue's places."""
    package = importlib.util.find_spec("sklearn")
    if package is None or package.origin is None:
        pytest.skip("scikit-learn, which ships the photo, is not installed")
    return Path(package.origin).parent / "datasets" / "images" / "china.jpg"
