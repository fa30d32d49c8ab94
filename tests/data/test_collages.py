from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageOps

from inference.data.collages import is_collage
from tests.data.collages import collage, saved_as_jpeg, view


@pytest.mark.parametrize(("columns", "rows"), [(2, 2), (3, 2), (2, 3), (3, 3)])
@pytest.mark.parametrize("gutter", [0, 2, 6])
@pytest.mark.parametrize("quality", [60, 92])
def test_a_grid_of_pictures_is_a_collage(
    columns: int, rows: int, gutter: int, quality: int
) -> None:
    found = [
        is_collage(saved_as_jpeg(collage(columns, rows, gutter, seed=seed), quality))
        for seed in range(4)
    ]
    assert sum(found) >= 3


@pytest.mark.parametrize("colour", [(0, 0, 0), (128, 128, 128), (180, 30, 30)])
def test_the_gutter_may_have_any_colour(colour: tuple[int, int, int]) -> None:
    assert is_collage(saved_as_jpeg(collage(2, 2, 4, colour), 85))


def test_single_pictures_are_no_collages() -> None:
    assert not any(is_collage(saved_as_jpeg(view(seed), 85)) for seed in range(40))


def test_a_frame_around_one_picture_makes_no_collage() -> None:
    for seed in range(10):
        framed = ImageOps.expand(view(seed), 24, "white")
        letterboxed = ImageOps.expand(view(seed), (0, 40), "black")
        assert not is_collage(saved_as_jpeg(framed, 85))
        assert not is_collage(saved_as_jpeg(letterboxed, 85))


def test_a_straight_horizon_and_a_tower_make_no_collage() -> None:
    image = Image.new("RGB", (480, 360), (150, 190, 230))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 205, 480, 360), fill=(90, 110, 60))
    draw.rectangle((280, 20, 290, 330), fill=(60, 60, 60))
    assert not is_collage(saved_as_jpeg(image, 85))


def test_a_picture_too_small_to_tell_is_none() -> None:
    assert not is_collage(Image.new("RGB", (40, 30)))
