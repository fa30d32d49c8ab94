from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from inference.data.quality import FILTERS, SMALLEST_SIDE, faults
from tests.data.collages import collage, saved_as_jpeg, view
from tests.data.test_text_pages import CYRILLIC, page


def faults_of(image: Image.Image) -> tuple[str, ...]:
    return faults(image.convert("RGB"), image.size)


def noise(level: float, spread: float, size: tuple[int, int] = (480, 360)) -> Image.Image:
    random = np.random.default_rng(0)
    pixels = random.normal(level, spread, (size[1], size[0], 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def gradient() -> Image.Image:
    line = np.linspace(60, 220, 480)[None, :, None] * np.array([1.0, 0.9, 0.7])
    return Image.fromarray(np.broadcast_to(line, (360, 480, 3)).astype(np.uint8))


def test_an_ordinary_picture_has_no_fault() -> None:
    assert all(faults_of(saved_as_jpeg(view(seed), 85)) == () for seed in range(20))


@pytest.mark.parametrize("quality", [50, 95])
def test_a_picture_without_colours_is_black_and_white(quality: int) -> None:
    grey = saved_as_jpeg(view(1).convert("L").convert("RGB"), quality)
    assert faults_of(grey) == ("black_and_white",)


def test_sepia_is_black_and_white_too() -> None:
    toned = ImageOps.colorize(view(2).convert("L"), (20, 10, 0), (255, 240, 210))
    assert "black_and_white" in faults_of(saved_as_jpeg(toned, 85))


def test_a_coloured_stamp_does_not_make_a_grey_picture_colourful() -> None:
    grey = view(3).convert("L").convert("RGB")
    ImageDraw.Draw(grey).rectangle((430, 340, 475, 355), fill=(200, 30, 30))
    assert "black_and_white" in faults_of(saved_as_jpeg(grey, 85))


def test_pale_colours_are_colours() -> None:
    pale = ImageEnhance.Color(view(4)).enhance(0.5)
    assert faults_of(saved_as_jpeg(pale, 85)) == ()


@pytest.mark.parametrize(
    "image",
    [Image.new("RGB", (480, 360), (90, 120, 200)), noise(250, 3), noise(128, 8), gradient()],
)
def test_one_colour_a_gradient_or_noise_is_blank(image: Image.Image) -> None:
    assert faults_of(saved_as_jpeg(image, 85)) == ("blank",)


@pytest.mark.parametrize("image", [Image.new("RGB", (480, 360), (4, 4, 4)), noise(8, 6)])
def test_a_black_frame_is_dark_and_not_blank(image: Image.Image) -> None:
    assert faults_of(saved_as_jpeg(image, 85)) == ("dark",)


def test_a_picture_under_a_few_levels_is_dark_and_a_lit_one_at_night_is_not() -> None:
    hardly = ImageEnhance.Brightness(view(5)).enhance(0.08)
    assert faults_of(hardly) == ("dark",)
    night = ImageEnhance.Brightness(view(5)).enhance(0.12)
    draw = ImageDraw.Draw(night)
    for x in range(60, 420, 30):
        draw.rectangle((x, 150, x + 8, 162), fill=(255, 210, 120))
    assert "dark" not in faults_of(night)


def test_a_page_of_text_and_a_collage_are_told() -> None:
    assert "text_page" in faults_of(page(CYRILLIC, 16, 2))
    assert "collage" in faults_of(saved_as_jpeg(collage(3, 2, 4), 85))


def test_of_a_tiny_picture_nothing_else_is_said() -> None:
    tiny = Image.new("RGB", (SMALLEST_SIDE - 1, 300), "black")
    assert faults_of(tiny) == ("too_small",)
    assert "too_small" not in faults_of(view(0).resize((SMALLEST_SIDE, 80)))


def test_faults_come_in_the_order_of_the_filters() -> None:
    grey = collage(2, 2, 4).convert("L").convert("RGB")
    found = faults_of(saved_as_jpeg(grey, 85))
    assert found == ("black_and_white", "collage")
    assert [FILTERS.index(name) for name in found] == sorted(FILTERS.index(n) for n in found)
