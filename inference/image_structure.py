"""Whether a picture is whole, told by the framing of its file before memory goes to its pixels."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

# A camera writes a dozen chunks and a progressive JPEG ten scans; hostile files write thousands,
# each of which costs the decoder a pass.
MAX_CHUNKS = 10_000
MAX_SCANS = 100
_PNG_SIGNATURE = 8
_STEP = 1 << 20
# Samples a pixel by PNG's colour type, and the passes of Adam7: first column and row, and steps.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)


class CutError(Exception):
    """The file ends before the picture does."""


class DamagedError(Exception):
    """The file contradicts itself, or is made to tire the decoder."""


def check_structure(data: bytes, image: Image.Image) -> None:
    """Raise CutError or DamagedError for a file that cannot be a whole picture.

    `image` is the opened, not yet loaded picture of `data`.
    """
    if image.format == "PNG":
        _check_png(data)
        if image.mode == "P" and image.palette is None:
            raise DamagedError
    elif image.format == "WEBP":
        if int.from_bytes(data[4:8], "little") + 8 > len(data):
            raise CutError
    elif image.format in ("JPEG", "MPO"):
        _check_jpeg(data, image)


def jpeg_samples(image: Image.Image, pixels: int) -> int:
    """How many samples a JPEG of so many pixels holds, with its chroma subsampled as it is."""
    layers: list[tuple[int, int, int, int]] = getattr(image, "layer", [])
    widest = max((h for _, h, _, _ in layers), default=1)
    tallest = max((v for _, _, v, _ in layers), default=1)
    return sum(pixels * h * v // (widest * tallest) for _, h, v, _ in layers)


def _check_jpeg(data: bytes, image: Image.Image) -> None:
    if image.info.get("progressive"):
        if data.count(b"\xff\xda") > MAX_SCANS:
            raise DamagedError
        # libjpeg finds out about a missing end only after giving memory to all coefficients.
        if b"\xff\xd9" not in data[-65536:]:
            raise CutError
    # Every block of 8×8 samples of a sequential JPEG takes two bits at the least: a code for its
    # mean, and one for its end. libjpeg would paint in grey what a lying header promises.
    elif jpeg_samples(image, image.width * image.height) // 64 * 2 > len(data) * 8:
        raise CutError


def _check_png(data: bytes) -> None:
    """Walk the chunks and their checksums, and inflate the pixels without keeping them."""
    inflated = 0
    unpacker = zlib.decompressobj()
    expected: int | None = None
    ended = False
    for number, (kind, body) in enumerate(_png_chunks(data)):
        if number > MAX_CHUNKS:
            raise DamagedError
        if kind == b"IHDR":
            expected = _png_bytes(body)
        elif kind == b"IDAT" and expected is not None:
            inflated += _inflate(unpacker, body, expected + _STEP - inflated)
            if inflated > expected:
                raise DamagedError
        elif kind == b"IEND":
            ended = True
            break
    if not ended or expected is None or inflated < expected:
        raise CutError


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    view = memoryview(data)
    at = _PNG_SIGNATURE
    while at + 12 <= len(data):
        length = int.from_bytes(view[at : at + 4], "big")
        end = at + 12 + length
        if end > len(data):
            raise CutError
        kind, body = bytes(view[at + 4 : at + 8]), view[at + 8 : end - 4]
        if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            raise DamagedError
        yield kind, body
        at = end


def _inflate(unpacker: zlib._Decompress, body: memoryview, at_most: int) -> int:
    """How many bytes a piece of the stream unpacks to; stops above `at_most`."""
    count = 0
    piece = bytes(body)
    try:
        while piece and count <= at_most and not unpacker.eof:
            count += len(unpacker.decompress(piece, _STEP))
            piece = unpacker.unconsumed_tail
    except zlib.error:
        raise DamagedError from None
    return count


def _png_bytes(header: memoryview) -> int:
    """How many bytes the filtered rows of a PNG take, by its IHDR chunk."""
    try:
        width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
        bits = _SAMPLES[colour] * depth
    except (struct.error, KeyError):
        raise DamagedError from None

    def rows(columns: int, lines: int) -> int:
        return lines * (1 + (columns * bits + 7) // 8) if columns and lines else 0

    if not interlaced:
        return rows(width, height)
    return sum(
        rows(-(-(width - x) // dx) if width > x else 0, -(-(height - y) // dy) if height > y else 0)
        for x, y, dx, dy in _ADAM7
    )
