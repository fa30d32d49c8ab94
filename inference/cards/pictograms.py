"""Pictograms as masks, so that they can be drawn in any size and colour."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw

from inference.cards.drawings import GRID, PICTOGRAMS

NEUTRAL = "other"
_SUPERSAMPLING = 6


@lru_cache(maxsize=256)
def pictogram_mask(category: str, size: int) -> Image.Image:
    """The pictogram as an "L" mask of `size` × `size` pixels; not to be drawn upon, it is cached.

    A category that has no pictogram of its own gets the neutral one.
    """
    side = size * _SUPERSAMPLING
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    for layer in PICTOGRAMS.get(category, PICTOGRAMS[NEUTRAL]):
        for outline in layer.shape:
            points = [(x * side / GRID, y * side / GRID) for x, y in outline]
            draw.polygon(points, fill=255 if layer.adds else 0)
    return mask.reduce(_SUPERSAMPLING)
