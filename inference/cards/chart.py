"""Drawing the small map: a relief of how densely places lie, a grid, the places and the mark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from inference.cards.fonts import font
from inference.cards.minimap import (
    Mark,
    Points,
    Viewport,
    frame_places,
    include,
    mark_place,
    round_length,
)
from inference.cards.palette import WHITE, Scheme
from inference.cards.pictograms import pictogram_mask
from inference.cards.relief import SPREAD, draw_relief
from inference.cards.words import length_label, words

Position = tuple[float, float]  # lat, lon

_SHARP = 3  # supersampling of small things
_GRID_PITCH = 280.0  # pixels, at most
_MARK_RADIUS = 46
_MARK_RING = 8
_BEAK = 20
_HALO = 30
_HALO_STRENGTH = 64
_GLOW = 24  # pixels around lettering
_SCALE_SIZE, _NORTH_SIZE, _DISTANCE_SIZE = 36, 34, 42


@dataclass(frozen=True, slots=True)
class Chart:
    """What a map shows. `related` are those of `places` that are of the place's own kind.

    The mark and all lettering keep within `viewport` and between the two `safe` columns, whereas
    the rest fills the picture of `width` × `height` pixels.
    """

    width: int
    height: int
    viewport: Viewport
    safe: tuple[int, int]
    place: Position
    places: Sequence[Position]
    related: Sequence[bool]
    category: str
    scheme: Scheme
    language: str


def draw_chart(chart: Chart) -> Image.Image:
    frame = include(frame_places(chart.places, chart.viewport), *chart.place)
    mark = mark_place(frame, *chart.place)
    points = frame.project(chart.places)
    reach = 3 * SPREAD
    seen = np.all((points > -reach) & (points < np.array((chart.width, chart.height)) + reach), 1)
    image = draw_relief(points[seen], (chart.width, chart.height), chart.scheme)
    step = round_length(_GRID_PITCH * frame.metres_per_pixel)
    _draw_grid(image, chart, step / frame.metres_per_pixel)
    _draw_places(image, points[seen], np.asarray(chart.related, dtype=bool)[seen], chart.scheme)
    _draw_scale(image, chart, mark, step, step / frame.metres_per_pixel)
    _draw_north(image, chart, mark)
    _draw_mark(image, chart, mark)
    if mark.outside:
        _draw_distance(image, chart, mark)
    return image


def _draw_grid(image: Image.Image, chart: Chart, pitch: float) -> None:
    """Lines a round length apart, the same as the scale bar's, through the middle of the map."""
    draw = ImageDraw.Draw(image)
    for x in _grid_lines(chart.viewport.x, pitch, image.width):
        draw.line((x, 0, x, image.height), fill=chart.scheme.grid, width=2)
    for y in _grid_lines(chart.viewport.y, pitch, image.height):
        draw.line((0, y, image.width, y), fill=chart.scheme.grid, width=2)


def _grid_lines(middle: float, pitch: float, length: int) -> Iterable[int]:
    first = middle % pitch
    return (round(first + i * pitch) for i in range(math.ceil((length - first) / pitch)))


def _draw_places(
    image: Image.Image, points: Points, related: NDArray[np.bool_], scheme: Scheme
) -> None:
    radius = float(np.clip(24 / max(len(points), 1) ** 0.28, 2.4, 8.0))
    for own, shade, grown in ((False, scheme.dot, 1.0), (True, scheme.accent, 1.25)):
        half = math.ceil(radius * grown)
        dot = _disc(half, radius * grown, 255).reduce(_SHARP)
        for x, y in points[related == own].round().astype(int).tolist():
            image.paste(shade, (x - half, y - half), dot)


def _draw_mark(image: Image.Image, chart: Chart, mark: Mark) -> None:
    """A disc with the pictogram: in a halo at the place itself, or with a beak towards it."""
    half = 2 * _MARK_RADIUS
    ring = _disc(half, _MARK_RADIUS + _MARK_RING, 255)
    body = _disc(half, _MARK_RADIUS, 255)
    corner = (round(mark.x) - half, round(mark.y) - half)
    if mark.outside:
        _add_beak(ring, mark.direction, _MARK_RADIUS + _MARK_RING, _BEAK + _MARK_RING + 4)
        _add_beak(body, mark.direction, _MARK_RADIUS, _BEAK)
    else:
        halo = _disc(half, _MARK_RADIUS + _HALO, _HALO_STRENGTH)
        image.paste(chart.scheme.accent, corner, halo.reduce(_SHARP))
    image.paste(WHITE, corner, ring.reduce(_SHARP))
    image.paste(chart.scheme.accent, corner, body.reduce(_SHARP))
    size = round(1.22 * _MARK_RADIUS)
    at = (round(mark.x) - size // 2, round(mark.y) - size // 2)
    image.paste(WHITE, at, pictogram_mask(chart.category, size))


def _disc(half: int, radius: float, value: int) -> Image.Image:
    """A mask of `_SHARP` times 2 · half pixels with a disc in its middle."""
    mask = Image.new("L", (2 * half * _SHARP, 2 * half * _SHARP))
    near, far = (half - radius) * _SHARP, (half + radius) * _SHARP
    ImageDraw.Draw(mask).ellipse((near, near, far, far), fill=value)
    return mask


def _add_beak(mask: Image.Image, direction: float, radius: float, length: float) -> None:
    """Make a drop of a disc: a tip `length` pixels off its rim, along the tangents."""
    cos, sin = math.cos(direction), math.sin(direction)
    tip = radius + length
    base, half_width = radius**2 / tip, radius * math.sqrt(1 - (radius / tip) ** 2)
    middle = mask.width / 2
    ImageDraw.Draw(mask).polygon(
        [
            (middle + (cos * a - sin * b) * _SHARP, middle + (sin * a + cos * b) * _SHARP)
            for a, b in ((tip, 0.0), (base, half_width), (base, -half_width))
        ],
        fill=255,
    )


def _draw_scale(image: Image.Image, chart: Chart, mark: Mark, metres: float, pixels: float) -> None:
    """The scale bar, below on the left, or on the right where the mark stands in its way."""
    length = round(pixels)
    y = image.height - 36
    left, right = chart.safe
    hidden = mark.y > image.height - 180 and mark.x < left + length + 100
    x = right - length if hidden else left
    face = font("regular", _SCALE_SIZE)
    _letter(image, (x + 2, y - 14), length_label(metres, chart.language), face, chart.scheme, "ls")
    draw = ImageDraw.Draw(image)
    draw.line((x, y, x + length, y), fill=chart.scheme.label, width=4)
    for end in (x + 1, x + length - 1):
        draw.line((end, y - 12, end, y + 1), fill=chart.scheme.label, width=4)


def _draw_north(image: Image.Image, chart: Chart, mark: Mark) -> None:
    """An arrow to the north, above on the right, or on the left."""
    half, top = 26, 24
    left, right = chart.safe
    hidden = mark.y < 190 and mark.x > right - 150
    x = left + half if hidden else right - half
    mask = Image.new("L", (2 * half * _SHARP, 2 * half * _SHARP))
    arrow = ((half, 2), (half + 17, 46), (half, 37), (half - 17, 46))
    ImageDraw.Draw(mask).polygon([(a * _SHARP, b * _SHARP) for a, b in arrow], fill=255)
    image.paste(chart.scheme.label, (x - half, top), mask.reduce(_SHARP))
    north = words(chart.language).north
    face = font("bold", _NORTH_SIZE)
    _letter(image, (x, top + 80), north, face, chart.scheme, "ms")


def _draw_distance(image: Image.Image, chart: Chart, mark: Mark) -> None:
    distance = length_label(mark.distance_m, chart.language)
    label = f"{distance} {words(chart.language).from_centre}"
    face = font("bold", _DISTANCE_SIZE)
    width = face.getlength(label)
    gap = _MARK_RADIUS + 40
    left, right = chart.safe
    x = mark.x + gap if mark.x < image.width / 2 else mark.x - gap - width
    x = min(max(x, left), right - width)
    _letter(image, (x, mark.y), label, face, chart.scheme, "lm")


def _letter(
    image: Image.Image,
    at: tuple[float, float],
    text: str,
    face: ImageFont.FreeTypeFont,
    scheme: Scheme,
    anchor: str,
) -> None:
    """Lettering in a soft glow of paper, so that it reads on top of dots and contours."""
    draw = ImageDraw.Draw(image)
    x0, y0, x1, y1 = (round(edge) for edge in draw.textbbox(at, text, font=face, anchor=anchor))
    x0, y0, x1, y1 = x0 - _GLOW, y0 - _GLOW, x1 + _GLOW, y1 + _GLOW
    glow = Image.new("L", (x1 - x0, y1 - y0))
    ImageDraw.Draw(glow).text(
        (at[0] - x0, at[1] - y0), text, fill=255, font=face, anchor=anchor, stroke_width=_GLOW // 3
    )
    image.paste(scheme.paper, (x0, y0), glow.filter(ImageFilter.GaussianBlur(_GLOW / 4)))
    draw.text(at, text, fill=scheme.label, font=face, anchor=anchor)
