"""The segments and scans of a JPEG, read without unpacking it (ITU-T T.81, annex B)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inference.image_errors import CutError, DamagedError

# A camera writes some dozens of segments and a progressive JPEG ten scans; hostile files write
# millions, each of which costs the decoder memory or a pass over the whole picture.
MAX_SEGMENTS = 2_000
MAX_SCANS = 100
_MAX_JUNK = 65_536
_EOI, _SOS = 0xD9, 0xDA
BASELINE, PROGRESSIVE = 0xC0, 0xC2
# Baseline, extended and progressive Huffman; hardly any program reads the other kinds.
_FRAMES = {BASELINE, 0xC1, PROGRESSIVE}
_OTHER_FRAMES = set(range(0xC3, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = {0x01, *range(0xD0, 0xD8)}  # markers that no length follows
_MARKER = re.compile(rb"\xff[^\x00\xff]", re.DOTALL)
# Within a scan 0xFF is data when a zero follows, and restart markers belong to it.
_AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class JpegStructure:
    """What the segments before the pixels say.

    `frame` is the marker that says the kind, and `components` the number of each with its samples
    across and down in a unit. `samples` are those of all components at full size. `buffered`
    pictures come in several scans: libjpeg keeps all their coefficients, two bytes each, at
    whatever scale it unpacks them. `scans_at` is where the first scan begins.
    """

    frame: int
    components: tuple[tuple[int, int, int], ...]
    samples: int
    buffered: bool
    scans_at: int


def read_jpeg(data: bytes) -> JpegStructure:
    """Walk the segments up to the first scan. Raises CutError and DamagedError."""
    frame: tuple[int, bytes] | None = None
    at = 2
    junk = 0
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None:
            raise CutError
        junk += found.start() - at
        if junk > _MAX_JUNK:
            raise DamagedError
        marker = data[found.start() + 1]
        if marker in _BARE:
            at = found.end()
            continue
        at = _segment_end(data, found.start())
        body = data[found.end() + 2 : at]
        if marker == _SOS:
            if frame is None or not body:
                raise DamagedError
            return _structure(*frame, components_in_scan=body[0], scans_at=found.start())
        if marker in _OTHER_FRAMES or marker == _EOI or (marker in _FRAMES and frame):
            raise DamagedError
        if marker in _FRAMES:
            frame = (marker, body)
    raise DamagedError


def check_scans(data: bytes, structure: JpegStructure) -> None:
    """Raise CutError or DamagedError for a JPEG that cannot be whole, by its scans."""
    if not structure.buffered:
        # Every block of 8×8 samples takes two bits at the least: a code for its mean, and one for
        # its end. libjpeg would paint in grey what a lying header promises.
        if structure.samples // 64 * 2 > (len(data) - structure.scans_at) * 8:
            raise CutError
        return
    # libjpeg finds out about a missing end only after giving memory to all coefficients.
    count_scans(data, structure)


def count_scans(data: bytes, structure: JpegStructure) -> int:
    """How many scans come before the end. Raises CutError without an end, DamagedError."""
    at = structure.scans_at
    scans = 0
    for _ in range(MAX_SEGMENTS):
        found = _AFTER_SCAN.search(data, at)
        if found is None:
            raise CutError
        marker = data[found.start() + 1]
        if marker == _EOI:
            return scans
        scans += marker == _SOS
        if scans > MAX_SCANS:
            raise DamagedError
        at = _segment_end(data, found.start())
    raise DamagedError


def _segment_end(data: bytes, marker_at: int) -> int:
    length = int.from_bytes(data[marker_at + 2 : marker_at + 4], "big")
    end = marker_at + 2 + length
    if end > len(data) or marker_at + 4 > len(data):
        raise CutError
    if length < 2:
        raise DamagedError
    return end


def _structure(kind: int, frame: bytes, *, components_in_scan: int, scans_at: int) -> JpegStructure:
    if len(frame) < 9 or len(frame) < 6 + 3 * frame[5]:
        raise DamagedError
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    factors = [divmod(frame[7 + 3 * i], 16) for i in range(frame[5])]
    if not factors or any(not (1 <= h <= 4 and 1 <= v <= 4) for h, v in factors):
        raise DamagedError
    widest, tallest = max(h for h, _ in factors), max(v for _, v in factors)
    return JpegStructure(
        frame=kind,
        components=tuple((frame[6 + 3 * i], h, v) for i, (h, v) in enumerate(factors)),
        samples=sum(-(-width * h // widest) * -(-height * v // tallest) for h, v in factors),
        buffered=kind == PROGRESSIVE or components_in_scan < len(factors),
        scans_at=scans_at,
    )
