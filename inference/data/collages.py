"""Collages told by the pixels: straight seams from edge to edge, where a camera sees none.

At a vertical seam each row of pixels changes more between two neighbouring columns than a few
columns off, and it does so along nearly the whole seam. Edges of buildings do so along a part of
theirs; the horizon does so with one sign, the sky being lighter everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_SEGMENTS = 12
_REACH = 12  # columns on either side that a seam must stand out from, but for the nearest two
_LARGEST_STEP = 60.0  # of 255 levels: beyond it a step counts no more
_FLOOR = 1.5
# Where panels of equal size meet, as shares of the side, and how far a gutter may move a seam.
_EQUAL_PANELS = (1 / 2, 1 / 3, 2 / 3, 1 / 4, 3 / 4)
_TOLERANCE = 0.026
_MARGIN = 0.12  # nearer to the border than this share lies a frame, not a seam
# Of 21 labelled collages the weakest grid has 0.57, of 300 good photos the strongest has 0.38.
GRID = 0.53
# No single seam of 300 good photos is stronger. Of 2,560 photos that nobody has judged one in two
# hundred has one, as long straight shadows and beams make; these are lost for the pairs of pictures
# that are found, about one of two.
SEAM_OF_EQUAL_PANELS = 0.85
SEAM = 1.50
_ONE_SIGN = 0.5  # share of the step that has one sign; a horizon has nearly all
_PLAIN = 12.0  # deviation along the seam, in levels, of a side that shows next to nothing
_GUTTER = 8.0  # the same of a line of one colour between two pictures


@dataclass(frozen=True, slots=True)
class _Seam:
    """How much a line stands out along its length (a log ratio), and what lies beside it."""

    strength: float
    one_sign: float
    plainest_side: float
    plainest_line: float

    @property
    def parts_pictures(self) -> bool:
        seam = self.one_sign <= _ONE_SIGN or self.plainest_line <= _GUTTER
        return seam and self.plainest_side >= _PLAIN


def is_collage(image: Image.Image) -> bool:
    """Whether an RGB image is put together of several: a grid of seams, or a single sure one."""
    pixels = np.asarray(image, dtype=np.float32)
    if min(pixels.shape[:2]) < 4 * _REACH:
        return False
    vertical = _seams(pixels)
    horizontal = _seams(np.ascontiguousarray(pixels.transpose(1, 0, 2)))
    equal = (vertical[0], horizontal[0])
    if min(seam.strength for seam in equal) >= GRID:
        return True
    return any(s.strength >= SEAM_OF_EQUAL_PANELS and s.parts_pictures for s in equal) or any(
        s.strength >= SEAM and s.parts_pictures for s in (vertical[1], horizontal[1])
    )


def _seams(pixels: NDArray[np.float32]) -> tuple[_Seam, _Seam]:
    """The strongest vertical line between equal panels, and the strongest anywhere inside."""
    standing_out = _stand_out(pixels)
    width = pixels.shape[1]
    position = (np.arange(len(standing_out)) + 1.5) / width
    equal = np.zeros(len(position), dtype=bool)
    for share in _EQUAL_PANELS:
        equal |= np.abs(position - share) <= _TOLERANCE
    inside = (position > _MARGIN) & (position < 1 - _MARGIN)
    return _strongest(pixels, standing_out, equal), _strongest(pixels, standing_out, inside)


def _stand_out(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each column but the outer two, how much its step exceeds those of the columns around.

    Of the segments along the column the weakest count, for a seam has no gap.
    """
    steps = np.minimum(np.abs(pixels[:, 2:] - pixels[:, :-2]).max(2), _LARGEST_STEP)
    ends = np.linspace(0, len(steps), _SEGMENTS + 1).astype(int)
    means = np.stack([steps[a:b].mean(0) for a, b in pairwise(ends)])
    padded = np.pad(means, ((0, 0), (_REACH, _REACH)), mode="reflect")
    offsets = [o for o in range(-_REACH, _REACH + 1) if abs(o) >= 3]
    count = means.shape[1]
    around = np.median(
        np.stack([padded[:, _REACH + o : _REACH + o + count] for o in offsets]), axis=0
    )
    ratios = np.sort(np.log((means + _FLOOR) / (around + _FLOOR)), axis=0)  # (segments, columns)
    half = ratios[: _SEGMENTS // 2].mean(0)
    strength: NDArray[np.float32] = 0.5 * ratios[2] + 0.5 * half
    return strength


def _strongest(
    pixels: NDArray[np.float32], strength: NDArray[np.float32], where: NDArray[np.bool_]
) -> _Seam:
    columns = np.flatnonzero(where)
    best = int(columns[np.argmax(strength[columns])])
    x = best + 1  # the first and the last column have no step
    step = pixels[:, x + 1] - pixels[:, x - 1]  # (height, 3)
    one_sign = np.abs(step.sum(0)) / (np.abs(step).sum(0) + 1e-6)
    sides = (pixels[:, max(0, x - 14) : max(1, x - 2)], pixels[:, x + 3 : x + 15])
    plainest = min(float(side.std(0).mean()) for side in sides)
    line = float(pixels[:, max(0, x - 2) : x + 3].std(0).mean(1).min())
    return _Seam(float(strength[best]), float(one_sign.max()), plainest, line)
