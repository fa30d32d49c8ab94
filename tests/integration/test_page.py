"""The chat page as a newcomer sees it, with the real bot behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import FilePayload, Page, expect

from bot.playground.simulation_client import Simulation
from tests.browser import needs_chromium, phone
from tests.pictures import summer_palace

pytestmark = [needs_chromium, pytest.mark.usefixtures("services")]


@pytest.fixture
async def page(simulation: Simulation) -> AsyncIterator[Page]:
    async with phone(simulation.url) as window:
        yield window


async def send_photo(page: Page, name: str, data: bytes) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.click("#attach")
        await page.get_by_role("menuitem", name="Фото или файл").click()
    photo = FilePayload(name=name, mimeType="image/jpeg", buffer=data)
    await (await chooser.value).set_files([photo])
    await page.click("#sheet .primary")


async def test_a_newcomer_sends_a_photo_and_a_text_and_sees_the_answers(page: Page) -> None:
    await page.click("#start")
    await expect(page.locator(".other .text").last).to_contain_text("узнаю достопримечательности")

    await send_photo(page, "palace.jpg", summer_palace().read_bytes())
    await expect(page.locator(".own .photos img")).to_be_visible()
    answer = page.locator(".other").last
    await expect(answer.locator(".text strong").first).to_have_text("Летний дворец")
    await expect(answer.locator(".text code").first).to_contain_text("99\u00a0%")
    await expect(answer.locator(".text")).to_contain_text("Меньше 1\u00a0%: ")
    await expect(answer.get_by_role("button", name="На карте")).to_be_visible()

    await page.fill("#text", "хрм на крови")
    await page.press("#text", "Enter")
    await expect(page.locator(".other .tile")).to_have_count(5)
    await expect(page.locator(".other .text").last).to_contain_text("1. Храм на Крови")


async def test_a_city_is_chosen_by_a_button_on_the_page(page: Page) -> None:
    await page.click("#start")
    await page.fill("#text", "/city")
    await page.press("#text", "Enter")
    await page.get_by_role("button", name="Владимир").click()
    await expect(page.locator(".other .text").last).to_contain_text("ищу в городе Владимир")


async def test_a_place_is_found_inline_and_sent_into_the_chat(
    page: Page, simulation: Simulation
) -> None:
    await page.click("#start")
    await page.fill("#text", f"@{simulation.bot['username']} церковь ильи пророка")
    result = page.locator("#inline .result").first
    await expect(result.locator(".result-title")).to_have_text("Церковь Ильи Пророка")
    await expect(result.locator(".result-told")).to_contain_text("Ярославль")
    await result.click()
    sent = page.locator(".own").last
    await expect(sent.locator(".via")).to_contain_text(str(simulation.bot["username"]))
    await expect(sent).to_contain_text("Церковь Ильи Пророка")


async def test_a_group_is_answered_where_it_asks(page: Page) -> None:
    await page.click("#start")
    await page.click("#more")
    await page.get_by_role("menuitem", name="Новая группа").click()
    await page.click("#sheet .primary")
    await page.fill("#text", "/find золотые ворота")
    await page.press("#text", "Enter")
    await expect(page.locator("#messages")).to_contain_text("1. Золотые ворота")
