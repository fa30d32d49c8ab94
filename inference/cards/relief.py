"""The ground of the small map: contours of how densely places lie, like those of a height map."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.cards.minimap import Points
from inference.cards.palette import Scheme, mix

SPREAD = 44.0  # standard deviation of one place's share, pixels
_CELL = 8  # pixels
_STEPS = (0.16, 0.36, 0.58, 0.8)
_EDGE = 0.026  # of the whole range: how soft a contour is


def draw_relief(points: Points, size: tuple[int, int], scheme: Scheme) -> Image.Image:
    """Paper with stepped tints, the denser the places lie the stronger."""
    columns, rows = (math.ceil(side / _CELL) for side in size)
    margin = math.ceil(3 * SPREAD / _CELL)
    counts, _, _ = np.histogram2d(
        points[:, 1] / _CELL,
        points[:, 0] / _CELL,
        bins=(rows + 2 * margin, columns + 2 * margin),
        range=((-margin, rows + margin), (-margin, columns + margin)),
    )
    # einsum rather than @: a matrix product this small only wakes the threads of the BLAS library
    density = np.einsum("rj,jc->rc", _blur(rows, margin), np.sqrt(counts))
    density = np.einsum("rk,ck->rc", density, _blur(columns, margin))
    level = np.sqrt(density / max(float(density.max()), 1e-9)) * 255
    fine = Image.fromarray(level.round().astype(np.uint8)).resize(
        (columns * _CELL, rows * _CELL), Image.Resampling.BICUBIC
    )
    fine = fine.crop((0, 0, *size))
    tints = [mix(scheme.paper, scheme.relief, _tone(value / 255)) for value in range(256)]
    return Image.merge("RGB", [fine.point([tint[band] for tint in tints]) for band in range(3)])


def _tone(density: float) -> float:
    """0 … 1 in steps; between two of them a narrow slope, which smooths the contour."""
    slopes = ((density - step) / _EDGE + 0.5 for step in _STEPS)
    return sum(min(max(slope, 0.0), 1.0) for slope in slopes) / len(_STEPS)


def _blur(cells: int, margin: int) -> NDArray[np.float64]:
    """Gaussian weights of the cells of one axis and its margins: (cells, cells + 2 · margin)."""
    offsets = np.arange(cells)[:, None] + margin - np.arange(cells + 2 * margin)[None, :]
    return np.exp(-((offsets * _CELL / SPREAD) ** 2) / 2)
