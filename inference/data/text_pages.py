"""Pages of text told by the pixels: evenly lit paper nearly everywhere, and thin ink on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_SIDE = 256  # pixels of the short side, about, at which strokes are measured
_TILE = 16
_PAPER, _INK = 0.9, 0.85  # of the paper's own brightness around
# Of 2,952 photos one has all of these, and 147 of 150 drawn pages (books, newspapers, cream paper,
# shaded, turned by up to four degrees, blurred, grey) do.
LEAST_PAPER_OR_TEXT = 0.8  # share of tiles that are plain paper or hold text
LEAST_TEXT = 0.15
LEAST_BRIGHTNESS = 110.0
MOST_UNEVEN = 0.05  # mean step of the paper's brightness between neighbouring tiles
MOST_STROKE = 9.0  # pixels: mean length of a run of ink


def is_text_page(image: Image.Image) -> bool:
    """Whether an image is a page of text: a newspaper, a book, a document."""
    factor = max(1, min(image.size) // _SIDE)
    small = (image.reduce(factor) if factor > 1 else image).convert("L")
    grey = np.asarray(small, dtype=np.float32)
    rows, columns = grey.shape[0] // _TILE, grey.shape[1] // _TILE
    if min(rows, columns) < 3:
        return False
    tiles = grey[: rows * _TILE, : columns * _TILE].reshape(rows, _TILE, columns, _TILE)
    paper = _paper(np.percentile(tiles, 90, axis=(1, 3)))
    if float(np.median(paper)) < LEAST_BRIGHTNESS or _uneven(paper) > MOST_UNEVEN:
        return False
    relative = tiles / np.maximum(paper, 1.0)[:, None, :, None]
    ink, bare = relative < _INK, relative > _PAPER
    inked, blank = ink.mean((1, 3)), bare.mean((1, 3))
    text = (inked > 0.04) & (inked < 0.6) & (blank > 0.25)
    plain = blank > 0.97
    if float(text.mean()) < LEAST_TEXT or float((text | plain).mean()) < LEAST_PAPER_OR_TEXT:
        return False
    page = ink.reshape(rows * _TILE, columns * _TILE)
    return max(_stroke(page), _stroke(page.T)) < MOST_STROKE


def _paper(brightest: NDArray[np.float64]) -> NDArray[np.float64]:
    """The paper's brightness at each tile, from what is bright in the 25 tiles around."""
    padded = np.pad(brightest, 2, mode="edge")
    rows, columns = brightest.shape
    around = [padded[i : i + rows, j : j + columns] for i in range(5) for j in range(5)]
    levels: NDArray[np.float64] = np.percentile(np.stack(around), 75, axis=0)
    return levels


def _uneven(paper: NDArray[np.float64]) -> float:
    steps = np.abs(np.diff(paper, axis=0)).mean() + np.abs(np.diff(paper, axis=1)).mean()
    return float(steps / max(np.median(paper), 1.0))


def _stroke(ink: NDArray[np.bool_]) -> float:
    """Mean length of a run of ink along the rows, in pixels."""
    changes = float((ink[:, 1:] != ink[:, :-1]).mean())
    return float(ink.mean()) / max(changes / 2, 1e-6)
