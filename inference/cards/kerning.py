"""Kerning by the typeface's own `kern` table.

Pillow's basic layout engine leaves it out, and the other engine needs a system library, without
which «Г» and «о» would stand an eighth of an em too far apart. See OpenType's `kern` and `cmap`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inference.cards.fonts import Weight, font_file

_PAIR = np.dtype([("glyphs", ">u4"), ("units", ">i2")])
_UNICODE = (3, 1)  # platform and encoding of the character map


@dataclass(frozen=True)
class _Face:
    units_per_em: int
    glyphs: dict[int, int]  # code point → glyph
    pairs: NDArray[np.uint32]  # left glyph · 65,536 + right glyph, ascending
    units: NDArray[np.int16]


@lru_cache(maxsize=16_384)
def kern(weight: Weight, left: str, right: str) -> float:
    """How much nearer (below zero) than usual `right` stands after `left`, in em."""
    face = _read(weight)
    pair = face.glyphs.get(ord(left), 0) << 16 | face.glyphs.get(ord(right), 0)
    at = int(np.searchsorted(face.pairs, pair))
    if at == len(face.pairs) or int(face.pairs[at]) != pair:
        return 0.0
    return int(face.units[at]) / face.units_per_em


@lru_cache(maxsize=2)
def _read(weight: Weight) -> _Face:
    data = font_file(weight).read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * i) for i in range(count))
    tables = {tag: data[offset : offset + length] for tag, _, offset, length in records}
    # the subtable's length is of 16 bits and overflows here, so the count of pairs is what holds
    (pairs,) = struct.unpack_from(">H", tables[b"kern"], 10)
    table = np.frombuffer(tables[b"kern"], dtype=_PAIR, count=pairs, offset=18)
    (units_per_em,) = struct.unpack_from(">H", tables[b"head"], 18)
    return _Face(
        units_per_em,
        _character_map(tables[b"cmap"]),
        table["glyphs"].astype(np.uint32),
        table["units"].astype(np.int16),
    )


def _character_map(cmap: bytes) -> dict[int, int]:
    """Glyphs by code point, from a subtable of format 4 (segments of the basic plane)."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    records = [struct.unpack_from(">HHL", cmap, 4 + 8 * i) for i in range(count)]
    start = next(offset for *platform, offset in records if tuple(platform) == _UNICODE)
    (double,) = struct.unpack_from(">H", cmap, start + 6)
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{double // 2}H", cmap, start + at)
        for at in (14, 16 + double, 16 + 2 * double, 16 + 3 * double)
    )
    glyphs: dict[int, int] = {}
    for i, (first, last, delta, offset) in enumerate(
        zip(starts, ends, deltas, offsets, strict=True)
    ):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                at = start + 16 + 3 * double + 2 * i + offset + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", cmap, at)
            if glyph:
                glyphs[code] = (glyph + delta) & 0xFFFF
    return glyphs
