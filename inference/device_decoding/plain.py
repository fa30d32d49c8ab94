"""Which photos a device may unpack: JPEGs of the kinds that the self-check has tried."""

from __future__ import annotations

from inference.image_errors import CutError, DamagedError
from inference.images import CheckedPhoto, ImageLimits
from inference.jpeg_structure import (
    BASELINE,
    PROGRESSIVE,
    JpegStructure,
    count_scans,
    read_jpeg,
)

_GREY = ((1, 1),)
# 4:4:4, 4:2:2 and 4:2:0: samples of the brightness, across and down, for one of each colour.
_COLOURS = tuple(((across, down), (1, 1), (1, 1)) for across, down in ((1, 1), (2, 1), (2, 2)))
_PIXEL = 4  # bytes, as for Pillow
# What is longer Pillow reduces along one side first, and the filters of its views grow large.
_LONGEST = 4


def is_plain(photo: CheckedPhoto, limits: ImageLimits) -> bool:
    """Whether it is a whole baseline or progressive JPEG, grey or of the usual colours, that may be
    unpacked at its full size within the limits."""
    if photo.image.format != "JPEG" or max(photo.size) > _LONGEST * min(photo.size):
        return False
    structure = read_jpeg(photo.data)
    return (
        _usual(structure, photo.image.info.get("adobe_transform"))
        and photo.size[0] * photo.size[1] * _PIXEL + _coefficients(structure) <= limits.max_memory
        and _whole(photo.data, structure)
    )


def _usual(structure: JpegStructure, adobe_transform: object) -> bool:
    sampling = tuple((across, down) for _, across, down in structure.components)
    if sampling == _GREY:
        return True
    # Other numbers of components, and Adobe's marker, can say that they are no YCbCr.
    numbers = tuple(number for number, _, _ in structure.components)
    return sampling in _COLOURS and numbers == (1, 2, 3) and adobe_transform in (None, 1)


def _coefficients(structure: JpegStructure) -> int:
    return structure.samples * 2 if structure.buffered else 0


def _whole(data: bytes, structure: JpegStructure) -> bool:
    """A decoder may paint in grey what a file that breaks off lacks, where Pillow refuses it."""
    try:
        scans = count_scans(data, structure)
    except (CutError, DamagedError):
        return False
    return structure.frame == PROGRESSIVE or (structure.frame == BASELINE and scans == 1)
