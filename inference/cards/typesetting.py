"""Measuring and drawing a line of text, letter by letter, with kerning."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PIL import ImageDraw

from inference.cards.fonts import Weight, font
from inference.cards.kerning import kern
from inference.cards.palette import Colour


@lru_cache(maxsize=16_384)
def _advance(weight: Weight, size: int, letter: str) -> float:
    return font(weight, size).getlength(letter)


def _positions(text: str, weight: Weight, size: int) -> Iterator[float]:
    """Where each letter begins and, last, where the line ends."""
    x = 0.0
    before = ""
    for letter in text:
        if before:
            x += kern(weight, before, letter) * size
        yield x
        x += _advance(weight, size, letter)
        before = letter
    yield x


def line_width(text: str, weight: Weight, size: int) -> float:
    """Pixels."""
    *_, end = _positions(text, weight, size)
    return end


def draw_line(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    weight: Weight,
    size: int,
    fill: Colour,
) -> None:
    """Draw `text` from `at`: its left end on the baseline."""
    face = font(weight, size)
    for letter, x in zip(text, _positions(text, weight, size), strict=False):
        draw.text((at[0] + x, at[1]), letter, font=face, fill=fill, anchor="ls")
