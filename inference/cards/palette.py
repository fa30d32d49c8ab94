"""Colours of the cards: a hue a family of categories, a shade a category.

Families differ in lightness as well as in hue, so that they stay apart for colour-blind readers;
within a family the pictogram tells categories apart. Every text keeps WCAG's contrast of 4.5 : 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
NIGHT: Colour = (24, 27, 33)
_PAPER: Colour = (247, 245, 240)
TEXT_CONTRAST = 4.5


def colour(code: str) -> Colour:
    """The colour that a "#rrggbb" names."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`first` with `share` (0 … 1) of `second` in it."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(first, second, strict=True))
    return r, g, b


def luminance(shade: Colour) -> float:
    """Relative luminance as WCAG 2 defines it, 0 … 1."""
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in shade)
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(first: Colour, second: Colour) -> float:
    """Contrast ratio as WCAG 2 defines it, 1 … 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True, slots=True)
class Scheme:
    """Colours of one card: `panel` under the text in `ink`, and the shades of its map."""

    panel: Colour
    ink: Colour
    accent: Colour
    paper: Colour
    relief: Colour
    grid: Colour
    dot: Colour
    label: Colour


_PANELS: Mapping[str, str] = {
    # faith: night blue
    "religion": "#12386a",
    "cemeteries": "#343c5c",
    # museums: plum
    "museums": "#64257f",
    "national_museums": "#772834",
    "biographical_museums": "#5e3a86",
    "science_museums": "#7c3a94",
    # stage and art: red
    "theatres_and_entertainments": "#8f2d1a",
    "puppetries": "#d03a63",
    "circuses": "#b5230f",
    "cultural": "#92438c",
    # buildings: terracotta and clay
    "architecture": "#ac5611",
    "historic_architecture": "#bb7c1b",
    "towers": "#59210c",
    # history: gold
    "historic": "#e5a40c",
    "historical_places": "#d9b43e",
    "fortifications": "#c89a39",
    # nature: green
    "gardens_and_parks": "#0c7f4b",
    "view_points": "#306a50",
    # water and ways: sky
    "fountains": "#5fb2d3",
    "bridges": "#4a9fc5",
    "railway_stations": "#719fb7",
    # town: grey
    "urban_environment": "#434c58",
    "sport": "#8bc87c",
    "planetariums": "#241b3f",
    "other": "#70757f",
}


def scheme(category: str) -> Scheme:
    """The colours of a category; one that is not in the table gets those of `other`."""
    panel = colour(_PANELS.get(category, _PANELS["other"]))
    ink = max((WHITE, NIGHT), key=lambda shade: contrast(panel, shade))
    accent = panel
    paper = mix(_PAPER, panel, 0.07)
    while contrast(accent, paper) < TEXT_CONTRAST:
        accent = mix(accent, NIGHT, 0.1)
    return Scheme(
        panel=panel,
        ink=ink,
        accent=accent,
        paper=paper,
        relief=mix(_PAPER, panel, 0.36),
        grid=mix(paper, accent, 0.11),
        dot=mix(accent, paper, 0.35),
        label=mix(accent, NIGHT, 0.45),
    )
