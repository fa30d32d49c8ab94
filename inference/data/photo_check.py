"""One photo of the input, looked at: decoded, checked, hashed, filtered and stored.

It runs in processes of its own, several at a time, and so imports nothing that is slow to load.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from inference.data import duplicates, quality
from inference.data.photo_rows import PhotoRow
from inference.images import ImageError, ImageLimits, Refusal, check_size, decode

SAMPLE_SIDE = 160
_EXTENSIONS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}
_BYTES_LITERAL = re.compile(r"b(['\"])(.*)\1", re.DOTALL)
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Checks:
    """How photos are looked at: their limits, the filters turned off, and where they are stored."""

    limits: ImageLimits
    without: frozenset[str]
    photos: Path
    samples: Path


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """What became of one row. `faults` are the filters that fired, also those turned off.

    `pixels` is a hash of the decoded picture, `size` the bytes of its file.
    """

    file: str
    row: int
    name: str
    place_id: str = ""
    reason: str = ""
    detail: str = ""
    faults: tuple[str, ...] = ()
    sha256: str = ""
    extension: str = ""
    width: int = 0
    height: int = 0
    size: int = 0
    pixels: str = ""
    signature: bytes = b""

    @property
    def path(self) -> str:
        """Where the photo lies within a dataset."""
        return f"photos/{self.sha256[:2]}/{self.sha256}.{self.extension}"


class _UnusableError(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def sample_name(file: str, row: int) -> str:
    """The file name of the small picture of a dropped row."""
    return hashlib.sha256(f"{file}\0{row}".encode("utf-8", "surrogateescape")).hexdigest() + ".jpg"


def check_photo(row: PhotoRow, checks: Checks) -> PhotoRecord:
    """Look at one photo; store it, or a small picture of it where it is dropped."""
    place_id, reason, detail = row.place_id, row.reason, row.detail
    known = PhotoRecord(row.file, row.row, row.name, place_id, reason, detail)
    try:
        data = _bytes_of(row, checks.limits)
        image = _decode(data, checks.limits)
    except _UnusableError as refused:
        if reason:
            return known
        return PhotoRecord(row.file, row.row, row.name, place_id, refused.reason, refused.detail)
    if reason:
        _store_sample(image, row, checks)
        return known
    extension, width, height = _describe(data)
    faults = quality.faults(image, (width, height))
    reason = next((fault for fault in faults if fault not in checks.without), "")
    sha256 = hashlib.sha256(data).hexdigest()
    if reason:
        _store_sample(image, row, checks)
    record = PhotoRecord(
        row.file,
        row.row,
        row.name,
        place_id,
        reason,
        "",
        faults,
        sha256,
        extension,
        width,
        height,
        len(data),
        hashlib.sha256(f"{width}x{height}:".encode() + image.tobytes()).hexdigest(),
        b"" if reason else duplicates.signature(image),
    )
    if not reason:
        _store(data, checks.photos.parent / record.path)
    return record


def decode_base64(text: str) -> bytes:
    """Bytes of base64 text, also when it is a Python bytes literal or broken into lines.

    Raises ValueError for what is no base64.
    """
    stripped = text.strip()
    literal = _BYTES_LITERAL.fullmatch(stripped)
    if literal:
        stripped = literal.group(2).replace("\\r", "").replace("\\n", "")
    return base64.b64decode("".join(stripped.split()), validate=True)


def _bytes_of(row: PhotoRow, limits: ImageLimits) -> bytes:
    if row.path is not None:
        try:
            check_size(row.path.stat().st_size, limits)  # before it is read
            return row.path.read_bytes()
        except ImageError as error:
            raise _refused(error) from None
        except OSError as error:
            raise _UnusableError(
                "broken_image", f"The file cannot be read: {error.strerror}."
            ) from None
    try:
        data = decode_base64(row.encoded)
    except ValueError as error:
        raise _UnusableError("broken_base64", f"The text is no base64: {error}.") from None
    if not data:
        raise _UnusableError("empty_image", "The row has no image.")
    return data


def _decode(data: bytes, limits: ImageLimits) -> Image.Image:
    try:
        return decode(data, limits, short_side=quality.WORKING_SIDE)
    except ImageError as error:
        raise _refused(error) from None


def _refused(error: ImageError) -> _UnusableError:
    reasons = {Refusal.EMPTY: "empty_image", Refusal.TOO_SMALL: "too_small"}
    return _UnusableError(reasons.get(error.code, "broken_image"), str(error))


def _describe(data: bytes) -> tuple[str, int, int]:
    """The file's extension, and the width and height of the upright picture."""
    with Image.open(io.BytesIO(data)) as image:
        extension, (width, height) = _EXTENSIONS[image.format or ""], image.size
        try:
            orientation = image.getexif().get(_ORIENTATION, 1)
        except Exception:  # odd metadata refuses no photo
            orientation = 1
    return (extension, height, width) if orientation in (5, 6, 7, 8) else (extension, width, height)


def _store_sample(image: Image.Image, row: PhotoRow, checks: Checks) -> None:
    small = image.copy()
    small.thumbnail((SAMPLE_SIDE, SAMPLE_SIDE))
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=80)
    _store(buffer.getvalue(), checks.samples / sample_name(row.file, row.row))


def _store(data: bytes, path: Path) -> None:
    """Write a file whole, unless it is there; its name says what it holds."""
    try:
        if path.stat().st_size == len(data):
            return
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)
