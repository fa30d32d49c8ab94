"""The composition of a card: the map above, a panel with pictogram, category, city and name below.

A card is 1200 × 1000. Telegram's clients set five pictures of that shape uncropped as one above two
above two, so that each is at least half as wide as the message; five squares would become two above
three. In an album that also has portrait photos they crop a card to the square in its middle, so
all that matters keeps `_CROP` pixels from the sides.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import partial

from PIL import Image, ImageDraw

from inference.cards.chart import Chart, draw_chart
from inference.cards.fonts import Weight
from inference.cards.minimap import Viewport
from inference.cards.palette import Scheme, mix, scheme
from inference.cards.pictograms import pictogram_mask
from inference.cards.text import Measure, fit, legible
from inference.cards.typesetting import draw_line, line_width
from inference.catalogue import Category, Place

CARD_VERSION = "1"
SIZE = (1200, 1000)

_CROP = 100
_MARGIN = _CROP + 26
_MAP_HEIGHT = 490
_VIEWPORT = Viewport(SIZE[0] / 2, _MAP_HEIGHT / 2, SIZE[0] / 2 - _CROP - 84, _MAP_HEIGHT / 2 - 80)
_TEXT_WIDTH = SIZE[0] - 2 * _MARGIN
_BADGE = 128
_BADGE_TOP = _MAP_HEIGHT + 40
_TITLE_TOP = _BADGE_TOP + _BADGE + 24
_TITLE_BOTTOM = SIZE[1] - 42
_LEADING = 1.08
_TITLE_SIZES = (144, 134, 124, 115, 106, 98, 91, 85, 79, 74, 69, 65, 61, 57, 53, 49)
_BADGE_GAP = 36
_HEADING_SIZES = ((50, 1), (44, 1), (38, 1))
_HEADING_STEP = 60
_HALF_CAPITAL = 0.35  # of the em
_EMBLEM_SIZE, _PATTERN_SIZE, _PATTERN_PITCH = 330, 84, 170
_QUALITY = 86


def draw_card(
    place: Place,
    category: Category,
    city_places: Sequence[Place],
    language: str,
    title: str,
    subtitle: str,
) -> bytes:
    """A JPEG of `SIZE` that shows a place: its name, city, category and where in the city it lies.

    `title` and `subtitle` (the city) are in the reader's language. Equal input gives equal bytes.
    Without coordinates the pictogram takes the place of the map.
    """
    colours = scheme(category.id)
    image = Image.new("RGB", SIZE, colours.panel)
    position = _position(place)
    if position is None:
        _draw_emblem(image, category.id, colours)
    else:
        others = [(p, at) for p in city_places if p.id != place.id and (at := _position(p))]
        chart = Chart(
            width=SIZE[0],
            height=_MAP_HEIGHT,
            viewport=_VIEWPORT,
            safe=(_MARGIN, SIZE[0] - _MARGIN),
            place=position,
            places=[position, *(at for _, at in others)],
            related=[True, *(p.category == place.category for p, _ in others)],
            category=category.id,
            scheme=colours,
            language=language,
        )
        image.paste(draw_chart(chart), (0, 0))
    label = legible(category.label(language)) or category.id
    _draw_heading(image, category.id, label, legible(subtitle), colours)
    names = (title, place.name, *place.names.values())
    _draw_title(image, next(filter(None, map(legible, names)), label), colours)
    return _encode(image)


def _position(place: Place) -> tuple[float, float] | None:
    """Latitude and longitude, where they are known and lie on Earth."""
    if place.lat is None or place.lon is None:
        return None
    return (place.lat, place.lon) if abs(place.lat) <= 90 and abs(place.lon) <= 180 else None


def _draw_emblem(image: Image.Image, category: str, colours: Scheme) -> None:
    """What stands for the map of a place whose position is unknown: a pattern of pictograms."""
    field = Image.new("RGB", (SIZE[0], _MAP_HEIGHT), colours.paper)
    small, shade = pictogram_mask(category, _PATTERN_SIZE), mix(colours.paper, colours.relief, 0.6)
    middle = (SIZE[0] - _PATTERN_SIZE) / 2, (_MAP_HEIGHT - _PATTERN_SIZE) / 2
    for row in range(-2, 3):
        for column in range(-5, 6):
            x = (column + row % 2 / 2) * _PATTERN_PITCH
            y = row * 0.75 * _PATTERN_PITCH
            if math.hypot(x, y) > 0.8 * _EMBLEM_SIZE:
                field.paste(shade, (round(middle[0] + x), round(middle[1] + y)), small)
    corner = ((SIZE[0] - _EMBLEM_SIZE) // 2, (_MAP_HEIGHT - _EMBLEM_SIZE) // 2)
    field.paste(colours.accent, corner, pictogram_mask(category, _EMBLEM_SIZE))
    image.paste(field, (0, 0))


def _draw_heading(
    image: Image.Image, category: str, label: str, city: str, colours: Scheme
) -> None:
    """The pictogram, flush with the name below, and beside it the category over the city."""
    pictogram = pictogram_mask(category, _BADGE)
    inked = pictogram.getbbox() or (0, 0, _BADGE, _BADGE)
    image.paste(colours.ink, (_MARGIN - inked[0], _BADGE_TOP), pictogram)
    x = _MARGIN + inked[2] - inked[0] + _BADGE_GAP
    width = SIZE[0] - _MARGIN - x
    weights: tuple[tuple[str, Weight], ...] = (
        (label[:1].upper() + label[1:], "bold"),
        (city, "regular"),
    )
    lines = [(text, weight) for text, weight in weights if text]
    draw = ImageDraw.Draw(image)
    for i, (text, weight) in enumerate(lines):
        setting = fit(text, partial(_measure, weight), width, _HEADING_SIZES)
        y = _BADGE_TOP + _BADGE / 2 + (i - (len(lines) - 1) / 2) * _HEADING_STEP
        baseline = round(y + setting.size * _HALF_CAPITAL)
        draw_line(draw, (x, baseline), setting.lines[0], weight, setting.size, colours.ink)


def _draw_title(image: Image.Image, title: str, colours: Scheme) -> None:
    height = _TITLE_BOTTOM - _TITLE_TOP
    sizes = [(size, max(1, int(height / (size * _LEADING)))) for size in _TITLE_SIZES]
    setting = fit(title, partial(_measure, "bold"), _TEXT_WIDTH, sizes)
    step = setting.size * _LEADING
    top = _TITLE_TOP + (height - step * len(setting.lines)) / 2
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(setting.lines):
        baseline = round(top + i * step + setting.size * 0.86)
        draw_line(draw, (_MARGIN, baseline), line, "bold", setting.size, colours.ink)


def _measure(weight: Weight, size: int) -> Measure:
    return lambda text: line_width(text, weight, size)


def _encode(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
    return buffer.getvalue()
