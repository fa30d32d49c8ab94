from __future__ import annotations

import csv
from itertools import combinations

import numpy as np

from inference.bundled import CATALOGUE
from inference.cards.drawings import GRID, PICTOGRAMS
from inference.cards.pictograms import NEUTRAL, pictogram_mask


def test_every_bundled_category_has_its_own_pictogram() -> None:
    with (CATALOGUE / "categories.csv").open(encoding="utf-8") as file:
        categories = {row["id"] for row in csv.DictReader(file)}

    assert set(PICTOGRAMS) == categories


def test_no_two_pictograms_look_alike() -> None:
    masks = {c: np.asarray(pictogram_mask(c, GRID), dtype=int) for c in PICTOGRAMS}

    for one, other in combinations(masks, 2):
        differing = np.abs(masks[one] - masks[other]) > 128
        assert differing.mean() > 0.1, (one, other)


def test_pictograms_keep_within_their_square_and_fill_it() -> None:
    for category in PICTOGRAMS:
        pixels = np.asarray(pictogram_mask(category, GRID)) > 128
        edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])

        assert not any(edge.any() for edge in edges), category
        assert 0.08 < pixels.mean() < 0.8, category


def test_an_unknown_category_gets_the_neutral_pictogram() -> None:
    assert pictogram_mask("vineyards", 64) == pictogram_mask(NEUTRAL, 64)


def test_a_pictogram_has_the_size_asked_for() -> None:
    assert [pictogram_mask("bridges", size).size for size in (1, 17, 400)] == [
        (1, 1),
        (17, 17),
        (400, 400),
    ]
