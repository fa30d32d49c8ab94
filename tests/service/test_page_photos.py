"""What the page says of photos: the place, those left out, and why a photo is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from inference.recognition import Recognition
from inference.refusals import Refusal
from tests.browser import needs_chromium, phone
from tests.integration.page_looks import expect_readable
from tests.models import jpeg_of
from tests.service.conftest import Running

pytestmark = needs_chromium

_SUMMARY = """async ([answer, city]) => {
  const { summaryOf } = await import("/page/summary.js");
  const { headline, remark } = summaryOf(answer, city, (name) => name);
  return [headline, remark].filter(Boolean);
}"""


@pytest.fixture
async def page(running: Running) -> AsyncIterator[Page]:
    async with phone(running.url, width=360) as window:
        await expect(window.locator("#city option")).to_have_count(3)
        yield window


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two photos, a text and half a photo."""
    whole = jpeg_of(0, 1)
    files = {
        "first.jpg": whole,
        "second.jpg": jpeg_of(0, 2),
        "letter.jpg": b"text",
        "half.jpg": whole[: len(whole) // 2],
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in files]


async def left_out(page: Page) -> list[str]:
    await expect(page.locator(".card")).to_have_count(3)
    return await page.locator("#left-out p").all_inner_texts()


def guess(title: str, city: str, probability: float) -> dict[str, Any]:
    return {"name": f"Сам {title}", "title": title, "city": city, "probability": probability}


async def summary(
    page: Page, *places: dict[str, Any], city: str = "", known: bool = True, elsewhere: Any = None
) -> list[str]:
    answer = {"known": known, "confidence": 1, "places": places, "elsewhere": elsewhere}
    return [*await page.evaluate(_SUMMARY, [answer, city])]


async def test_a_place_likelier_than_the_others_is_named_with_its_own_probability(
    page: Page,
) -> None:
    places = guess("Мост", "Альфа", 0.5), guess("Храм", "Альфа", 0.1)
    assert await summary(page, *places) == ["Похоже, это Мост · уверенность 50\xa0%"]


async def test_a_place_that_is_not_is_one_of_several(page: Page) -> None:
    places = guess("Мост", "Альфа", 0.22), guess("Храм", "Альфа", 0.2)
    told = await summary(page, *places, city="Альфа")
    assert told == ["Похоже на одно из этих мест, вероятнее других — Мост · 22\xa0%"]


async def test_a_place_of_another_city_comes_before_those_of_the_chosen_one(page: Page) -> None:
    other = guess("Корабль", "Тулон", 0.97)
    told = await summary(page, guess("Храм", "Альфа", 0.22), city="Альфа", elsewhere=other)
    assert told == [
        "Похоже, это Корабль, Тулон · уверенность 97\xa0%",
        "В городе Альфа такого места не вижу; больше всего там похоже на это: Храм · 22\xa0%",
    ]
    told = await summary(page, city="Гамма", known=False, elsewhere=other)
    assert told == [
        "Похоже, это Корабль, Тулон · уверенность 97\xa0%",
        "В городе Гамма я пока не узнаю места по фото.",
    ]


async def test_an_unknown_place_is_not_named(page: Page) -> None:
    unknown = await summary(page, guess("Храм", "Альфа", 0.9), known=False)
    assert unknown == ["Я не знаю этого места, но вот на что оно похоже"]
    assert await summary(page, known=False) == ["Я не знаю этого места"]
    assert await summary(page, known=False, city="Гамма") == [
        "В городе Гамма я пока не узнаю места по фото."
    ]


async def test_the_name_stands_where_there_is_no_title(page: Page) -> None:
    place = {"name": "Мост", "city": "Альфа", "probability": 0.9}
    assert await summary(page, place) == ["Похоже, это Мост · уверенность 90\xa0%"]


async def test_the_headline_is_the_services_answer(running: Running, photos: list[Path]) -> None:
    engine = running.service.now().engine
    answer: Recognition = await engine.recognize(photos[0].read_bytes())
    shown = answer.places[0]
    other = "Бета" if shown.place.city == "Альфа" else "Альфа"
    async with phone(running.url, width=360) as page:
        await page.set_input_files("#picker", photos[0])
        await expect(page.locator("#summary")).to_contain_text(shown.place.name)
        await expect(page.locator("#summary")).to_contain_text(f"{shown.probability:.0%}"[:-1])
        await page.select_option("#city", other)
        await expect(page.locator("#summary")).to_contain_text(
            f"Похоже, это {shown.place.name}, {shown.place.city}"
        )
        await expect(page.locator("#remark")).to_contain_text(
            f"В городе {other} такого места не вижу"
        )
        await expect_readable(page)


async def test_photos_of_one_place_leave_nothing_out(page: Page, photos: list[Path]) -> None:
    await page.set_input_files("#picker", photos[:2])
    assert await left_out(page) == []
    await expect(page.locator("#drop-title")).to_have_text("Фото: 2")


@pytest.mark.parametrize("good", [1, 2])
async def test_refused_photos_are_named_with_the_reason(
    page: Page, photos: list[Path], good: int
) -> None:
    await page.set_input_files("#picker", [*photos[:good], *photos[2:]])
    assert await left_out(page) == [
        f"По {good} фото из {good + 2}:",
        "letter.jpg: Это не похоже на фотографию. Я понимаю JPEG, PNG, WebP и HEIC.",
        "half.jpg: Файл обрывается на середине. Выберите другую его копию или другое фото.",
    ]
    await expect_readable(page)


async def test_photos_that_are_too_many_are_counted(page: Page, photos: list[Path]) -> None:
    await page.set_input_files("#picker", [photos[0]] * 17)
    assert await left_out(page) == ["Взяты первые 16 фото из 17: больше за раз не беру."]
    await expect(page.locator("#drop-title")).to_have_text("Фото: 16 из 17")
    await page.set_input_files("#picker", [photos[2], *[photos[0]] * 16])
    await expect(page.locator("#left-out p")).to_have_count(3)
    assert (await left_out(page))[0] == "По 15 фото из 17:"


async def test_the_next_answer_forgets_what_was_left_out(page: Page, photos: list[Path]) -> None:
    await page.set_input_files("#picker", [photos[0], photos[2]])
    assert len(await left_out(page)) == 2
    await page.fill("#text", "башня")
    await page.press("#text", "Enter")
    await expect(page.locator("#summary")).to_have_text("По запросу «башня»")
    assert await page.locator("#left-out p").count() == 0


async def test_a_refused_photo_is_explained_in_the_language_of_the_page(
    page: Page, photos: list[Path]
) -> None:
    await page.set_input_files("#picker", photos[2])
    await expect(page.locator("#status")).to_have_text(
        "letter.jpg: Это не похоже на фотографию. Я понимаю JPEG, PNG, WebP и HEIC."
    )
    await expect(page.locator("#answer")).to_be_hidden()
    await page.click("[data-language=en]")
    await expect(page.locator("#status")).to_have_text(
        "letter.jpg: That does not look like a photo. I understand JPEG, PNG, WebP and HEIC."
    )
    await expect_readable(page)


async def test_every_refusal_has_its_sentence_in_both_languages(page: Page) -> None:
    said: set[str] = set()
    for language in ("ru", "en"):
        await page.click(f"[data-language={language}]")
        *sentences, unknown = await page.evaluate(
            'async (codes) => codes.map((await import("/page/words.js")).refusal)',
            [*map(str, Refusal), "of the future"],
        )
        assert unknown is None
        said.update(sentences)
    assert None not in said
    assert len(said) == 2 * len(Refusal)


async def test_a_problem_of_the_service_is_told_in_the_language_of_the_page(page: Page) -> None:
    problem = {"status": 400, "code": "unknown_city", "detail": "No city here."}
    await page.route(
        "**/v1/search?*", lambda route: route.fulfill(status=problem["status"], json=problem)
    )
    await page.fill("#text", "башня")
    await page.press("#text", "Enter")
    await expect(page.locator("#status.error")).to_have_text(
        "Этого города больше нет в каталоге. Обновите страницу."
    )


async def test_a_problem_that_the_page_has_no_words_for_is_told_in_the_services(
    page: Page,
) -> None:
    await page.evaluate("document.querySelector('#text').removeAttribute('maxlength')")
    await page.fill("#text", "б" * 1001)
    await page.press("#text", "Enter")
    await expect(page.locator("#status.error")).to_have_text("q is longer than 1000 characters.")
