from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from inference.cards.fonts import Weight
from inference.cards.kerning import kern
from inference.cards.typesetting import draw_line, line_width


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("pair", ["Го", "То", "Та", "AV", "To"])
def test_letters_that_leave_a_gap_are_drawn_together(weight: Weight, pair: str) -> None:
    left, right = pair[0], pair[1]

    assert -0.2 < kern(weight, left, right) < -0.02
    assert line_width(pair, weight, 100) < line_width(left, weight, 100) + line_width(
        right, weight, 100
    )


@pytest.mark.parametrize("pair", ["ро", "нн", "\U0001f3dbА", "宮宮"])
def test_other_letters_keep_their_distance(pair: str) -> None:
    assert kern("bold", *pair) == 0


@pytest.mark.parametrize("text", ["Толгский монастырь", "São Gonçalo", ""])
def test_a_line_is_as_wide_as_it_measures(text: str) -> None:
    image = Image.new("RGB", (1200, 200))
    draw_line(ImageDraw.Draw(image), (0, 120), text, "bold", 100, (255, 255, 255))
    inked = np.flatnonzero(np.asarray(image).any(axis=(0, 2)))
    end = inked.max() if len(inked) else 0

    assert end == pytest.approx(line_width(text, "bold", 100), abs=12)
