"""Where a photo was taken, as the camera wrote it into the file.

Read from the file's header alone, before a pixel is unpacked (Exif 3.0, section 4.6.6).
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import ExifTags, Image

from inference.image_structure import bounded
from inference.images import FORMATS

# Exif is bounded to 64 KB in a JPEG; other formats bound it only by the file.
_LARGEST = 1024 * 1024


def exif_position(data: bytes) -> tuple[float, float] | None:
    """Latitude and longitude in WGS-84 degrees from a JPEG, PNG, WebP or HEIC; None without any.

    What cannot be read counts as none: a position is a help, never a condition.
    """
    try:
        # Not `getexif()`: for a PNG it unpacks the picture.
        raw = Image.open(io.BytesIO(bounded(data)), formats=FORMATS).info.get("exif")
        if not isinstance(raw, bytes) or len(raw) > _LARGEST:
            return None
        exif = Image.Exif()
        exif.load(raw)
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef), "NS")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef), "EW")
    except Exception:  # Pillow's parsers meet hostile headers with any error
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180) or (lat == 0 and lon == 0):
        # Zeros are what cameras write that have not found themselves yet.
        return None
    return lat, lon


def _degrees(parts: Sequence[float], reference: str | bytes | None, signs: str) -> float:
    """Degrees, minutes and seconds, and one of two letters → signed degrees; may be nan."""
    letter = reference.decode() if isinstance(reference, bytes) else reference or ""
    letter = letter.strip("\0 ").upper()
    if letter not in signs or len(letter) != 1:
        raise ValueError(f"{letter!r} is none of {signs}")
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return value if letter == signs[0] else -value
