"""Whether a picture is whole, told by the framing of its file before memory goes to its pixels."""

from __future__ import annotations

from PIL import Image

from inference.image_errors import CutError, DamagedError
from inference.jpeg_structure import check_scans, read_jpeg
from inference.png_structure import check_rows, needed_chunks


def bounded(data: bytes) -> bytes:
    """The file as Pillow may open it: of a bounded number of parts, and without idle text.

    Raises CutError and DamagedError.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return needed_chunks(data)
    if data.startswith(b"\xff\xd8\xff"):
        read_jpeg(data)
    return data


def check_structure(data: bytes, image: Image.Image) -> None:
    """Raise CutError or DamagedError for a file that cannot be a whole picture.

    `data` is what `bounded` returned, and `image` its opened, not yet loaded picture.
    """
    if image.format == "PNG":
        check_rows(data)
        if image.mode == "P" and image.palette is None:
            raise DamagedError
    elif image.format == "WEBP":
        if int.from_bytes(data[4:8], "little") + 8 > len(data):
            raise CutError
    elif image.format in ("JPEG", "MPO"):
        check_scans(data, read_jpeg(data))


def kept_coefficients(data: bytes, image: Image.Image) -> int:
    """Bytes of the coefficients that libjpeg keeps until it has read all scans of a picture."""
    if image.format not in ("JPEG", "MPO"):
        return 0
    structure = read_jpeg(data)
    return structure.samples * 2 if structure.buffered else 0
