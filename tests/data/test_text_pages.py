from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from inference.cards.fonts import font
from inference.data.text_pages import is_text_page
from tests.data.collages import saved_as_jpeg, view

LATIN = "the house of a merchant stood by the river and was rebuilt after the fire "
CYRILLIC = "дом купца стоял у реки и был перестроен после пожара по проекту зодчего "
WHITE, CREAM, INK = (255, 255, 255), (235, 225, 200), (30, 28, 26)


def page(
    text: str, size: int, columns: int = 1, paper: tuple[int, int, int] = WHITE
) -> Image.Image:
    """A headline and columns of text on a sheet of 600×800."""
    image = Image.new("RGB", (600, 800), paper)
    draw = ImageDraw.Draw(image)
    draw.text((30, 24), text[:18].title(), font=font("bold", 40), fill=INK)
    wide = (600 - 60) // columns
    letters = int(wide / size * 1.8)
    for column in range(columns):
        for line in range(int((800 - 120) / (size * 1.35))):
            start = (7 * line + column) % len(text)
            words = (text * 8)[start : start + letters]
            place = (30 + column * wide, 90 + int(line * size * 1.35))
            draw.text(place, words, font=font("regular", size), fill=INK)
    return image


@pytest.mark.parametrize("text", [LATIN, CYRILLIC])
@pytest.mark.parametrize(("size", "columns"), [(12, 3), (16, 2), (22, 1)])
def test_columns_of_text_on_paper_are_a_page(text: str, size: int, columns: int) -> None:
    for paper in (WHITE, CREAM):
        assert is_text_page(saved_as_jpeg(page(text, size, columns, paper), 80))


def test_a_page_may_be_shaded_turned_and_grey() -> None:
    sheet = page(CYRILLIC, 16, 2, CREAM).rotate(
        2, fillcolor=CREAM, resample=Image.Resampling.BICUBIC
    )
    pixels = np.asarray(sheet, dtype=np.float32) * np.linspace(1.0, 0.7, 600)[None, :, None]
    shaded = Image.fromarray(pixels.astype(np.uint8))
    assert is_text_page(shaded)
    assert is_text_page(shaded.convert("L").convert("RGB"))


def test_pictures_are_no_pages() -> None:
    assert not any(is_text_page(view(seed)) for seed in range(20))
    assert not any(is_text_page(view(seed).convert("L").convert("RGB")) for seed in range(20))


def test_a_sign_with_words_in_a_picture_makes_no_page() -> None:
    image = view(3)
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 120, 360, 200), fill="white")
    draw.text((130, 140), "МУЗЕЙ ГОРОДА", font=font("bold", 28), fill="black")
    assert not is_text_page(image)


def test_an_empty_sheet_is_no_page_of_text() -> None:
    assert not is_text_page(Image.new("RGB", (600, 800), "white"))
