"""The page in Debian's Chromium: a photo or words in, cards and points on a map out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser import CHROMIUM, needs_chromium, phone
from tests.integration.page_looks import expect_readable
from tests.models import jpeg_of
from tests.service.conftest import Running, Start

pytestmark = needs_chromium


@pytest.fixture(params=[False, True], ids=["light", "dark"])
async def page(running: Running, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    async with phone(running.url, width=360, dark=request.param) as window:
        await expect(window.locator("#city option")).to_have_count(3)
        yield window


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg_of(0, 1))
    return path


async def shown(page: Page) -> list[str]:
    return await page.locator(".card h3").all_inner_texts()


async def expect_pictures(page: Page, count: int) -> None:
    for number in range(count):
        picture = page.locator(".card img").nth(number)
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_js_property("complete", True)
        assert await picture.evaluate("image => image.naturalWidth") > 0


async def test_words_get_cards_and_points(page: Page) -> None:
    await page.fill("#text", "церковь")
    await page.press("#text", "Enter")
    await expect(page.locator("#summary")).to_have_text("По запросу «церковь»")
    assert (await shown(page))[0] == "Церковь"
    await expect(page.locator(".card").first.locator(".muted").first).to_have_text("Храм · Альфа")
    await expect(page.locator(".map-point").first).to_have_attribute("aria-label", "1. Церковь")
    link = page.locator(".card").first.get_by_text("OpenStreetMap")
    address = await link.get_attribute("href")
    assert address is not None
    assert "mlat=56.01000&mlon=44.02000" in address
    await expect_pictures(page, 1)
    await expect_readable(page)


async def test_a_photo_of_the_catalogue_has_its_credit(page: Page) -> None:
    await page.fill("#text", "церковь")
    await page.press("#text", "Enter")
    credit = page.locator(".card").first.locator(".credit")
    await expect(credit).to_have_text("Фото по ссылке: Боб <b>&</b> Ко, CC BY 4.0")
    links = credit.locator("a")
    await expect(links.nth(0)).to_have_attribute("href", "https://example.org/File:church.jpg")
    await expect(links.nth(1)).to_have_attribute(
        "href", "https://creativecommons.org/licenses/by/4.0/"
    )
    await expect_readable(page)


async def test_a_place_links_to_its_article(page: Page) -> None:
    await page.fill("#text", "башня альфа")
    await page.press("#text", "Enter")
    card = page.locator(".card").first
    await expect(card.get_by_text("Статья в Википедии", exact=True)).to_have_attribute(
        "href", "https://ru.wikipedia.org/wiki/Башня"
    )
    await expect(card.locator(".credit")).to_have_text("Фото: Ева, CC0")
    await page.click("[data-language=en]")
    await expect(page.get_by_text("Wikipedia article (in Russian)")).to_be_visible()


async def test_a_photo_gets_categories_cards_and_points(page: Page, photo: Path) -> None:
    await page.set_input_files("#picker", photo)
    await expect(page.locator(".guess")).to_have_count(3)
    await expect(page.locator(".card")).to_have_count(3)
    await expect(page.locator(".card .percent").first).to_contain_text("%")
    await expect_pictures(page, 3)
    await expect_readable(page)


async def test_a_city_narrows_the_answer(page: Page, photo: Path) -> None:
    await page.set_input_files("#picker", [photo, photo])
    await expect(page.locator(".card")).to_have_count(3)
    await page.select_option("#city", "Бета")
    await expect(page.locator(".card")).to_have_count(1)
    await expect(page.locator("#map")).to_be_hidden()
    await expect_readable(page)


async def test_a_point_and_its_card_belong_together(page: Page) -> None:
    await page.fill("#text", "Альфа")
    await page.press("#text", "Enter")
    await expect(page.locator(".map-point")).to_have_count(2)
    await page.locator('.map-point[data-number="2"]').focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".card.chosen .number")).to_have_text("2")
    await page.locator(".card").first.hover()
    await expect(page.locator(".map-point.chosen")).to_have_attribute("data-number", "1")


async def test_the_other_language_is_a_tap_away(page: Page) -> None:
    await page.fill("#text", "башня")
    await page.press("#text", "Enter")
    await expect(page.locator("#summary")).to_have_text("По запросу «башня»")
    await page.click("[data-language=en]")
    await expect(page.locator("#summary")).to_have_text("For “башня”")
    assert set(await shown(page)) >= {"The Tower", "Bashnya"}
    await expect(page.locator("#ask")).to_have_text("Find")
    await expect_readable(page)


async def test_an_empty_question_and_an_empty_answer_are_told(page: Page) -> None:
    await page.click("#ask")
    await expect(page.locator("#status")).to_have_text("Выберите фото или напишите, что ищете.")
    await page.fill("#text", "xyzzyqq")
    await page.press("#text", "Enter")
    await expect(page.locator("#summary")).to_have_text("По запросу «xyzzyqq» ничего не нашлось")
    await expect_readable(page)


async def test_an_empty_question_takes_the_answer_before_away(page: Page) -> None:
    await page.fill("#text", "башня")
    await page.press("#text", "Enter")
    await expect(page.locator(".card").first).to_be_visible()
    await page.fill("#text", "")
    await page.press("#text", "Enter")
    await expect(page.locator("#answer")).to_be_hidden()
    await page.click("[data-language=en]")
    await expect(page.locator("#status")).to_have_text(
        "Choose a photo or write what you are looking for."
    )
    await expect(page.locator("#answer")).to_be_hidden()


async def test_titles_are_in_the_language_of_the_page(page: Page) -> None:
    await page.click("[data-language=en]")
    await page.fill("#text", "tower")
    async with page.expect_request("**/v1/search?*") as asked:
        await page.press("#text", "Enter")
    assert "lang=en" in (await asked.value).url
    await expect(page.locator(".card h3").first).to_have_text("The Tower")


async def test_the_key_is_asked_for_and_shows_pictures_too(start: Start) -> None:
    async with start(api_key="the-key") as running, async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        await page.goto(running.url)
        await expect(page.locator("#key-title")).to_be_visible()
        refused = page.locator("#key-error")
        await expect(refused).to_be_hidden()
        # The second cannot even be sent: a header takes no such letters.
        for wrong, kept in (("wrong", ""), ("ключ", "ключ")):
            await page.fill("#key", wrong)
            await page.press("#key", "Enter")
            await expect(page.locator("#key")).to_have_value(kept)
            await expect(refused).to_contain_text("This key was not accepted.")
            await expect(refused).to_be_visible()
        await page.fill("#key", "the-key")
        await page.press("#key", "Enter")
        await expect(page.locator("#city option")).to_have_count(3)
        await page.fill("#text", "башня")
        await page.press("#text", "Enter")
        await expect_pictures(page, 2)
        await browser.close()


async def test_the_language_is_the_one_that_the_browser_prefers(start: Start) -> None:
    async with start() as running:
        async with running.client.get("/", headers={"Accept-Language": "en, ru;q=0.9"}) as response:
            assert '<html lang="en">' in await response.text()
        async with running.client.get("/", headers={"Accept-Language": "ru"}) as response:
            assert '<html lang="ru">' in await response.text()
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]


async def test_the_documentation_is_drawn_and_tries_a_route(running: Running) -> None:
    async with phone(running.url, width=360) as page:
        await page.click("#docs")
        block = page.locator(".operation", has_text="/v1/cities")
        await block.locator("summary").click()
        await block.locator("button").click()
        await expect(block.locator(".try pre")).to_contain_text('"Альфа"')
        block = page.locator(".operation", has_text="/v1/places/{id}/picture")
        await block.locator("summary").click()
        await block.locator("[name=id]").fill("a-church")
        await block.locator("button").click()
        await expect(block.locator(".try img")).to_be_visible()
        await expect_readable(page)
