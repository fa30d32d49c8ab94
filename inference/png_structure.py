"""The chunks of a PNG and its compressed rows, checked without keeping a pixel (PNG, 3rd ed.)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from inference.image_errors import CutError, DamagedError

# A camera writes a dozen chunks, a cautious program one for every few kilobytes.
MAX_CHUNKS = 10_000
_SIGNATURE = 8
_INPUT_STEP = 1 << 16
_OUTPUT_STEP = 1 << 20
_LAST_FILTER = 4
# Text and colour profiles may unpack to megabytes, and say nothing about the pixels.
_NOT_NEEDED = {b"tEXt", b"zTXt", b"iTXt", b"iCCP"}
_NEEDED_LATE = {b"IDAT", b"eXIf", b"IEND"}
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


def needed_chunks(data: bytes) -> bytes:
    """The PNG with what its pixels, its orientation and its animation need, checksums checked.

    Raises CutError and DamagedError.
    """
    view = memoryview(data)
    kept: list[bytes | memoryview] = [view[:_SIGNATURE]]
    seen: set[bytes] = set()
    at = _SIGNATURE
    for _ in range(MAX_CHUNKS):
        kind, end = _chunk(view, at)
        if (kind == b"IHDR") == bool(seen):  # the first chunk, and no other
            raise DamagedError
        if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            raise DamagedError
        seen.add(kind)
        if kind in _NEEDED_LATE or (b"IDAT" not in seen and kind not in _NOT_NEEDED):
            kept.append(view[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise DamagedError


def check_rows(data: bytes) -> None:
    """Raise CutError or DamagedError unless the rows unpack, to the last and with known filters.

    `data` is what `needed_chunks` returned.
    """
    view = memoryview(data)
    at = _SIGNATURE
    bodies = []
    passes: list[tuple[int, int]] = []
    while at < len(data):
        kind, end = _chunk(view, at)
        if kind == b"IHDR":
            passes = _passes(view[at + 8 : end - 4])
        elif kind == b"IDAT":
            bodies.append(view[at + 8 : end - 4])
        at = end
    blocks = _inflated(bodies)
    block = b""
    for rows, row_bytes in passes:
        left = rows * row_bytes
        filter_at = 0  # of the next row, in the current block
        while left:
            block = block or next(blocks, b"")
            if not block:
                raise CutError
            part, block = block[:left], block[left:]
            if max(part[filter_at::row_bytes], default=0) > _LAST_FILTER:
                raise DamagedError
            filter_at = (filter_at - len(part)) % row_bytes
            left -= len(part)
    if block or next(blocks, b""):
        raise DamagedError


def _chunk(view: memoryview, at: int) -> tuple[bytes, int]:
    """The kind of the chunk that starts here, and where it ends."""
    end = at + 12 + int.from_bytes(view[at : at + 4], "big")
    if end > len(view):
        raise CutError
    kind = bytes(view[at + 4 : at + 8])
    if not kind.isalpha():
        raise DamagedError
    return kind, end


def _inflated(bodies: list[memoryview]) -> Iterator[bytes]:
    """The unpacked stream in blocks of bounded size. Raises CutError where it does not end."""
    unpacker = zlib.decompressobj()
    try:
        for body in bodies:
            for start in range(0, len(body), _INPUT_STEP):
                piece = bytes(body[start : start + _INPUT_STEP])
                while piece and not unpacker.eof:
                    if block := unpacker.decompress(piece, _OUTPUT_STEP):
                        yield block
                    piece = unpacker.unconsumed_tail
    except zlib.error:
        raise DamagedError from None
    if not unpacker.eof:
        raise CutError


def _passes(header: memoryview) -> list[tuple[int, int]]:
    """Rows and bytes of a row, its filter among them, of each pass over the picture."""
    try:
        width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
        bits = _SAMPLES[colour] * depth
    except (struct.error, KeyError):
        raise DamagedError from None
    grids = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    sizes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in grids]
    return [(rows, 1 + (columns * bits + 7) // 8) for columns, rows in sizes if columns > 0 < rows]
