from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.cards.drawings import PICTOGRAMS
from inference.cards.palette import TEXT_CONTRAST, WHITE, Colour, contrast, scheme

CATEGORIES = sorted(PICTOGRAMS)

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
FAMILIES = (
    ("religion", "cemeteries"),
    (
        "museums",
        "national_museums",
        "biographical_museums",
        "science_museums",
        "planetariums",
    ),
    ("theatres_and_entertainments", "puppetries", "circuses", "cultural"),
    ("architecture", "historic_architecture", "towers"),
    ("historic", "historical_places", "fortifications"),
    ("gardens_and_parks", "view_points", "sport"),
    ("fountains", "bridges", "railway_stations"),
    ("urban_environment", "other"),
)


def seen(colour: Colour, vision: str) -> NDArray[np.float64]:
    """Coordinates in OKLab × 100, where about 2 is a just noticeable difference."""
    value = np.array(colour) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    linear = np.clip(VISION[vision] @ linear, 0, 1)
    cones = np.cbrt(
        np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        )
        @ linear
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return np.asarray(100 * lab @ cones, dtype=np.float64)


def difference(first: str, second: str, vision: str) -> float:
    colours = (seen(scheme(category).panel, vision) for category in (first, second))
    return float(np.linalg.norm(next(colours) - next(colours)))


@pytest.mark.parametrize("category", [*CATEGORIES, "vineyards"])
def test_all_text_is_readable_by_wcag(category: str) -> None:
    colours = scheme(category)

    assert contrast(colours.ink, colours.panel) >= TEXT_CONTRAST
    assert contrast(colours.label, colours.paper) >= TEXT_CONTRAST
    assert contrast(colours.label, colours.relief) >= TEXT_CONTRAST
    assert contrast(colours.accent, WHITE) >= TEXT_CONTRAST


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast((0, 0, 0), WHITE) == pytest.approx(21)


def test_no_two_categories_look_alike() -> None:
    closest = min((difference(a, b, "normal"), a, b) for a, b in combinations(CATEGORIES, 2))

    assert closest > (3.5,), closest


def test_families_cover_all_categories() -> None:
    assert sorted(sum(FAMILIES, ())) == CATEGORIES


@pytest.mark.parametrize("vision", ["protanopia", "deuteranopia", "tritanopia"])
def test_families_differ_for_colour_blind_readers(vision: str) -> None:
    closest = min(
        (difference(first, second, vision), first, second)
        for one, other in combinations(FAMILIES, 2)
        for first in one
        for second in other
    )

    assert closest > (3.5,), closest
